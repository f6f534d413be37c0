using OciReconciler.Desired;
using OciReconciler.Sources;

namespace OciReconciler.Triggers;

/// <summary>
/// Environment files and image archives as keys: whoever writes one wants what is made from it. A hint, never the truth: the pass digests
/// the content, and what is missed here (a directory that is made later, one limit of the kernel too many) is found at the next resync. One
/// thread for all of them; their directories are watched, so that editors that rename are noticed.
/// </summary>
internal sealed class InputFileWatch : IDisposable
{
    // A file that is being written counts when its writer is done; one that vanishes changes nothing that runs.
    private const uint Mask = Inotify.CloseWrite | Inotify.MovedTo | Inotify.OnlyDirectory;

    private readonly Lock _lock = new();
    private readonly Action<WorkloadKey> _add;
    private readonly InotifyThread? _inotify;
    private readonly Dictionary<string, int> _watches = new(StringComparer.Ordinal);
    private Dictionary<int, ILookup<string, WorkloadKey>> _files = [];

    /// <summary>Watches nothing yet.</summary>
    /// <param name="add">Gets the key of a workload of whose files one was written; on the watch's thread.</param>
    /// <param name="start">Starts what reads inotify; without it nothing is watched.</param>
    public InputFileWatch(Action<WorkloadKey> add, StartInotify start)
    {
        _add = add;
        _inotify = start("input-files", Handle, () => { });
    }

    /// <summary>As <see cref="Follow"/>, on a thread of its own.</summary>
    /// <param name="cancellationToken">Ends the wait: where they lie may hang.</param>
    public Task FollowAsync(DesiredState desired, CancellationToken cancellationToken) => _inotify is null ? Task.CompletedTask
        : Task.Factory.StartNew(() => Follow(desired), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(cancellationToken);

    /// <summary>Watches the files of what is desired now, and directories that were not there before. One at a time.</summary>
    public void Follow(DesiredState desired)
    {
        if (_inotify is null)
            return;
        var places = desired.Workloads
            .SelectMany(workload => Inputs(workload.Value.Spec).SelectMany(Places).Select(path => (Path: path, workload.Key)))
            .ToLookup(
                place => Path.GetDirectoryName(place.Path) ?? "/", place => (Name: Path.GetFileName(place.Path), place.Key),
                StringComparer.Ordinal);
        var files = Watch(places);
        lock (_lock)
            _files = files;
        foreach (var (directory, watch) in _watches.Where(known => !files.ContainsKey(known.Value)).ToList())
        {
            _watches.Remove(directory);
            _inotify.Remove(watch);
        }
    }

    public void Dispose() => _inotify?.Dispose();

    // Watches are added outside the lock: a directory that hangs delays no event of another.
    private Dictionary<int, ILookup<string, WorkloadKey>> Watch(ILookup<string, (string Name, WorkloadKey Key)> places)
    {
        var files = new Dictionary<int, ILookup<string, WorkloadKey>>();
        foreach (var directory in places)
        {
            // Two names of the same directory share one watch.
            if (_inotify!.Add(directory.Key, Mask) is not (>= 0 and var watch))
                continue;
            _watches[directory.Key] = watch;
            var others = files.GetValueOrDefault(watch)?.SelectMany(group => group.Select(key => (Name: group.Key, Key: key))) ?? [];
            files[watch] = directory.Concat(others).ToLookup(place => place.Name, place => place.Key, StringComparer.Ordinal);
        }

        return files;
    }

    private void Handle(InotifyEvent happened)
    {
        ImmutableArray<WorkloadKey> keys;
        lock (_lock)
        {
            if (happened.Has(Inotify.Overflow))
                keys = [.. _files.Values.SelectMany(files => files.SelectMany(group => group)).Distinct()];
            else if (happened.Has(Inotify.CloseWrite | Inotify.MovedTo) && _files.GetValueOrDefault(happened.Watch) is { } files)
                keys = [.. files[happened.Name].Distinct()];
            else
                keys = [];
        }

        foreach (var key in keys)
            _add(key);
    }

    private static IEnumerable<string> Inputs(WorkloadSpec spec) =>
        spec.ImageFile is { } archive ? spec.EnvironmentFiles.Append(archive) : spec.EnvironmentFiles;

    // The target of a link counts as well: the file there may be written in place.
    private static IEnumerable<string> Places(string path)
    {
        yield return path;
        if (Target(path) is { } target && target != path)
            yield return target;
    }

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
