using OciReconciler.Desired;
using OciReconciler.Sources;

namespace OciReconciler.Triggers;

/// <summary>
/// Environment files and image archives as keys: whoever writes one wants what is made from it. A hint, never the truth: the pass digests
/// the content, and what is missed here (a directory that is made later, one limit of the kernel too many) is found at the next resync. One
/// thread for all of them, and none without them; their directories are watched, so that editors that rename are noticed.
/// </summary>
internal sealed class InputFileWatch : IDisposable
{
    // A file that is being written counts when its writer is done; one that vanishes changes nothing that runs.
    private const uint Mask = Inotify.CloseWrite | Inotify.MovedTo | Inotify.OnlyDirectory;

    private readonly Lock _lock = new();
    private readonly Action<WorkloadKey> _add;
    private readonly StartInotify _start;
    private readonly Dictionary<string, int> _watches = new(StringComparer.Ordinal);
    private Dictionary<int, ILookup<string, WorkloadKey>> _files = [];
    private IInotify? _inotify;

    /// <summary>Watches nothing yet.</summary>
    /// <param name="add">Gets the key of a workload of whose files one was written; on the watch's thread.</param>
    /// <param name="start">Starts what reads inotify; without it nothing is watched.</param>
    public InputFileWatch(Action<WorkloadKey> add, StartInotify start)
    {
        _add = add;
        _start = start;
    }

    /// <summary>As <see cref="Follow(DesiredState)"/>, on a thread of its own.</summary>
    /// <param name="cancellationToken">Ends the wait: where they lie may hang.</param>
    public async Task<bool> FollowAsync(DesiredState desired, CancellationToken cancellationToken)
    {
        var specs = WithInputs(desired);
        return !MustFollow(specs)
            || await Task.Factory.StartNew(
                () => Follow(specs), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(cancellationToken);
    }

    /// <summary>Watches the files of what is desired now, and directories that were not there before. One at a time.</summary>
    /// <returns>False: a directory is not watched, since it is not there.</returns>
    public bool Follow(DesiredState desired)
    {
        var specs = WithInputs(desired);
        return !MustFollow(specs) || Follow(specs);
    }

    public void Dispose() => _inotify?.Dispose();

    private static List<WorkloadSpec> WithInputs(DesiredState desired) =>
        [.. desired.Workloads.Values.Select(workload => workload.Spec).Where(spec => Inputs(spec).Any())];

    // A kernel that has no instance left is asked again at the next call.
    private bool MustFollow(List<WorkloadSpec> specs)
    {
        if (specs.Count > 0)
            _inotify ??= _start("input-files", Handle, () => { });
        return _inotify is not null && (specs.Count > 0 || _watches.Count > 0);
    }

    private bool Follow(List<WorkloadSpec> specs)
    {
        var places = specs
            .SelectMany(spec => Inputs(spec).SelectMany(Places).Select(path => (Path: path, spec.Key)))
            .ToLookup(
                place => Path.GetDirectoryName(place.Path) ?? "/", place => (Name: Path.GetFileName(place.Path), place.Key),
                StringComparer.Ordinal);
        var files = Watch(places);
        lock (_lock)
            _files = files;
        foreach (var (directory, watch) in _watches.Where(known => !files.ContainsKey(known.Value)).ToList())
        {
            _watches.Remove(directory);
            _inotify!.Remove(watch);
        }

        return places.All(directory => _watches.ContainsKey(directory.Key));
    }

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
