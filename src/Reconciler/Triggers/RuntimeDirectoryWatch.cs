using System.Collections.Frozen;
using OciReconciler.Desired;
using OciReconciler.Model.Units;
using OciReconciler.Sources;

namespace OciReconciler.Triggers;

/// <summary>
/// Directories in /run as keys: one of somebody else that appears where a unit would have its own, or goes away again. A hint, never the
/// truth: the pass observes, and what is missed here is found at the next resync. A host without such workloads has neither thread nor
/// watch.
/// </summary>
/// <param name="root">Where systemd makes them.</param>
/// <param name="add">Gets the key of a workload whose directory came or went; on the watch's thread.</param>
/// <param name="start">Starts what reads inotify.</param>
internal sealed class RuntimeDirectoryWatch(string root, Action<WorkloadKey> add, StartInotify start) : IDisposable
{
    private const uint Mask = Inotify.Create | Inotify.Delete | Inotify.MovedFrom | Inotify.MovedTo | Inotify.OnlyDirectory;

    private FrozenDictionary<string, ImmutableArray<WorkloadKey>> _names = FrozenDictionary<string, ImmutableArray<WorkloadKey>>.Empty;
    private IInotify? _inotify;
    private int? _watch;

    /// <summary>Watches those of what is desired now. One at a time.</summary>
    public void Follow(DesiredState desired)
    {
        var names = desired.Workloads
            .Select(workload => (Name: RuntimeDirectory.Of(workload.Value.Spec), workload.Key))
            .Where(workload => workload.Name is not null)
            .GroupBy(workload => workload.Name!, workload => workload.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
        Volatile.Write(ref _names, names);
        if (names.Count > 0 && _watch is null)
            Begin();
        else if (names.Count == 0 && _watch is { } watch)
            End(watch);
    }

    public void Dispose() => _inotify?.Dispose();

    // A kernel that has no watch left is asked again at the next call.
    private void Begin()
    {
        _inotify ??= start("runtime-directories", Handle, () => { });
        if (_inotify?.Add(root, Mask) is >= 0 and var watch)
            _watch = watch;
    }

    private void End(int watch)
    {
        _inotify!.Remove(watch);
        _watch = null;
    }

    private void Handle(InotifyEvent happened)
    {
        var names = Volatile.Read(ref _names);
        IEnumerable<WorkloadKey> keys = happened.Has(Inotify.Overflow) ? names.Values.SelectMany(all => all)
            : names.TryGetValue(happened.Name, out var named) ? named
            : [];
        foreach (var key in keys)
            add(key);
    }
}
