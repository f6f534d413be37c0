using OciReconciler.Threading;

namespace OciReconciler.Sources;

/// <summary>
/// Which inotify watch stands for what, and what an event of it means. The directory itself is watched for its files, and each
/// directory above it for the one name that leads down, so that a replaced directory or link anywhere on the way is noticed.
/// </summary>
/// <param name="counts">Names of files that matter.</param>
internal sealed class WatchedDirectories(Func<string, bool> counts)
{
    /// <summary>What the directory itself is watched for.</summary>
    public const uint DirectoryMask =
        Inotify.Modify | Inotify.Attributes | Inotify.CloseWrite | Inotify.MovedFrom | Inotify.MovedTo | Inotify.Create
        | Inotify.Delete | Inotify.DeleteSelf | Inotify.MoveSelf | Inotify.OnlyDirectory;

    /// <summary>What the directories above are watched for.</summary>
    public const uint AncestorMask =
        Inotify.MovedFrom | Inotify.MovedTo | Inotify.Create | Inotify.Delete | Inotify.DeleteSelf | Inotify.MoveSelf
        | Inotify.OnlyDirectory;

    private readonly Dictionary<int, string?> _childByWatch = [];

    /// <summary>Watches that are known.</summary>
    public IReadOnlyCollection<int> Watches => _childByWatch.Keys;

    /// <summary>True when this watch is new.</summary>
    /// <param name="child">The name that leads down; null for the directory itself.</param>
    public bool Add(int watch, string? child)
    {
        bool isNew = !_childByWatch.ContainsKey(watch);
        _childByWatch[watch] = child;
        return isNew;
    }

    /// <summary>Forgets a watch.</summary>
    public void Remove(int watch) => _childByWatch.Remove(watch);

    /// <summary>What an event means; null when nothing.</summary>
    public ChangeHint? Interpret(InotifyEvent happened)
    {
        if (happened.Has(Inotify.Overflow))
            return ChangeHint.Lost;
        if (!_childByWatch.TryGetValue(happened.Watch, out string? child))
            return null;
        if (happened.Has(Inotify.Ignored))
            Remove(happened.Watch);
        if (happened.Has(Inotify.Ignored | Inotify.DeleteSelf | Inotify.MoveSelf | Inotify.Unmount))
            return ChangeHint.Lost;
        if (child is not null)
            return string.Equals(child, happened.Name, StringComparison.Ordinal) ? ChangeHint.Lost : null;
        return InDirectory(happened);
    }

    private ChangeHint? InDirectory(InotifyEvent happened)
    {
        if (counts(happened.Name))
            return happened.Has(Inotify.CloseWrite | Inotify.MovedTo) ? ChangeHint.Settled : ChangeHint.Unsettled;
        // A write to a file that does not count cannot matter; its coming and going can (..data of a ConfigMap).
        return happened.Has(Inotify.Create | Inotify.MovedTo | Inotify.MovedFrom | Inotify.Delete) ? ChangeHint.Unsettled : null;
    }
}
