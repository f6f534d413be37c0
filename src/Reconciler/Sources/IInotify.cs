namespace OciReconciler.Sources;

/// <summary>Starts to read inotify, as <see cref="InotifyThread.TryStart"/> does; null: there is none.</summary>
internal delegate IInotify? StartInotify(string name, Action<InotifyEvent> handle, Action fail);

/// <summary>An inotify instance that somebody reads, until it is disposed. Adding and removing watches is thread-safe.</summary>
internal interface IInotify : IDisposable
{
    /// <summary>Watches a path, or changes what it is watched for. Returns its number, or less than 0: errno tells.</summary>
    int Add(string path, uint mask);

    /// <summary>Ends a watch.</summary>
    void Remove(int watch);
}
