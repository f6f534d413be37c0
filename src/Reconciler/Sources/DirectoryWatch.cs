using System.Runtime.InteropServices;
using OciReconciler.Files;
using OciReconciler.Threading;

namespace OciReconciler.Sources;

/// <summary>
/// Wakes a source when something happens to its directory. It is a hint, never the truth: an event that is lost costs the time to
/// the next periodic scan and nothing else. Owns one thread, which ends with <see cref="Dispose"/>.
/// </summary>
internal sealed class DirectoryWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly ChangeHandler _changed;
    private readonly WatchedDirectories _watched;
    private readonly IInotify? _inotify;
    private volatile bool _hasFailed;
    private bool _disposed;

    /// <summary>Starts the thread. Nothing is watched before <see cref="Arm"/>.</summary>
    /// <param name="directory">Absolute path; need not exist.</param>
    /// <param name="wake">Called on the watch's thread; must not block for long.</param>
    /// <param name="counts">Names of files that matter; null: those of manifests.</param>
    /// <param name="start">Starts what reads inotify; null: as <see cref="InotifyThread"/> does.</param>
    public DirectoryWatch(string directory, ChangeHandler wake, Func<string, bool>? counts = null, StartInotify? start = null)
    {
        _watched = new WatchedDirectories(counts ?? ManifestFileName.Counts);
        _directory = directory;
        _changed = wake;
        _inotify = (start ?? InotifyThread.TryStart)("directory-watch", Handle, Fail);
        if (_inotify is null)
        {
            Problem = $"inotify is not available ({LibC.LastError()}): changes are noticed only by the periodic scan. "
                + "Raise fs.inotify.max_user_instances.";
        }
    }

    /// <summary>Why nothing is watched and what to do, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the kernel tells of all that happens after <see cref="Arm"/>; that the directory is made as well.</summary>
    public bool IsWatched => _inotify is not null && !_hasFailed && Problem is null;

    /// <summary>
    /// Points the watches at what the path leads to now, before a listing, so that whatever comes after the listing wakes again.
    /// Does nothing to watches that are right already.
    /// </summary>
    public void Arm()
    {
        lock (_lock)
        {
            if (_disposed || _inotify is null)
                return;
            var stale = _watched.Watches.ToHashSet();
            for (string path = _directory; Path.GetDirectoryName(path) is { } parent; path = parent)
                AddLocked(parent, Path.GetFileName(path), WatchedDirectories.AncestorMask, stale);
            // The directory comes last: when an ancestor is the same one (a link to itself), its files are what matters.
            AddLocked(_directory, child: null, WatchedDirectories.DirectoryMask, stale);
            foreach (int watch in stale)
            {
                _watched.Remove(watch);
                _inotify.Remove(watch);
            }
        }
    }

    /// <summary>Ends the thread. Not to be called from the wake handler.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        _inotify?.Dispose();
    }

    private void AddLocked(string path, string? child, uint mask, HashSet<int> stale)
    {
        int watch = _inotify!.Add(path, mask);
        if (watch >= 0)
        {
            _watched.Add(watch, child);
            stale.Remove(watch);
            if (child is null && !_hasFailed)
                Problem = null;
            return;
        }

        // The scan reports missing and unreadable directories; a limit of the kernel is reported here.
        const int noSpace = 28;
        if (Marshal.GetLastPInvokeError() == noSpace)
        {
            Problem = "the limit of inotify watches is reached: changes are noticed only by the periodic scan. "
                + "Raise fs.inotify.max_user_watches.";
        }
    }

    private void Handle(InotifyEvent happened)
    {
        ChangeHint? wake;
        lock (_lock)
            wake = _watched.Interpret(happened);
        if (wake is { } kind)
            _changed(kind, kind == ChangeHint.Lost ? null : happened.Name);
    }

    private void Fail()
    {
        _hasFailed = true;
        Problem = $"inotify failed ({LibC.LastError()}): changes are noticed only by the periodic scan. Restart the controller.";
        _changed(ChangeHint.Lost, name: null);
    }
}
