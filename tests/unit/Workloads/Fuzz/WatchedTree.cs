namespace OciReconciler.UnitTests.Workloads.Fuzz;

/// <summary>
/// A directory deep inside a directory, with files all the way up that nobody may touch. What is changed there, be it for a moment, is an
/// event of inotify; what is changed at its end is seen by comparing. The directories at the root of the machine are watched for what has
/// the token in its name.
/// </summary>
internal sealed class WatchedTree : IDisposable
{
    private const uint Changes =
        Inotify.Modify | Inotify.Attributes | Inotify.CloseWrite | Inotify.MovedFrom | Inotify.MovedTo
        | Inotify.Create | Inotify.Delete | Inotify.DeleteSelf | Inotify.MoveSelf;

    private static readonly string[] Canaries =
        [HostileTexts.Token, HostileTexts.Token + ".json", HostileTexts.Token + ".jsonl", "opt/" + HostileTexts.Token + ".json", "etc/m/"
            + HostileTexts.Token + ".json", "etc/m/keep.json", "log/keep"];

    private readonly string _root;
    private readonly Dictionary<int, string> _watched = [];
    private readonly List<string> _events = [];
    private readonly HashSet<string> _ours = new(StringComparer.Ordinal);
    private readonly InotifyThread _inotify;
    private readonly SortedDictionary<string, string> _before;

    /// <param name="below">Where in it the controller's directories are.</param>
    public WatchedTree(string root, string below)
    {
        _root = root;
        Inside = Path.Combine(root, below);
        for (var directory = Inside; directory.Length >= root.Length; directory = Path.GetDirectoryName(directory)!)
        {
            Levels.Add(directory);
            foreach (var canary in Canaries.Select(name => Path.Combine(directory, name)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(canary)!);
                File.WriteAllText(canary, "precious");
            }
        }

        _before = Listing();
        _inotify = InotifyThread.TryStart("watched-tree", Handle, () => _events.Add("the watch failed"))!;
        foreach (var directory in Directory.GetDirectories(_root, "*", SearchOption.AllDirectories).Append(_root)
            .Concat(["/", "/etc", "/opt", "/var/log", "/var/lib", "/run", "/tmp", "/dev/shm"]))
            _watched[_inotify.Add(directory, Changes)] = directory;
        Allowed = [Path.Combine(Inside, "run"), Path.Combine(Inside, "lib"), Path.Combine(Inside, "import")];
    }

    /// <summary>The directory in which the controller's directories are.</summary>
    public string Inside { get; }

    /// <summary>It and all above it.</summary>
    public List<string> Levels { get; } = [];

    /// <summary>The controller's directories, which come and go.</summary>
    public IReadOnlyList<string> Allowed { get; }

    /// <summary>What was changed outside, or empty.</summary>
    public IReadOnlyList<string> Violations()
    {
        // Events come in order: this one is the last.
        var last = Path.Combine(_root, $"last-{Guid.NewGuid():N}");
        _ours.Add(last);
        File.WriteAllText(last, "");
        File.Delete(last);
        SpinWait.SpinUntil(() => { lock (_events) return _events.Contains(last); }, TimeSpan.FromSeconds(30));
        lock (_events)
        {
            var changed = _events.Where(path => !_ours.Contains(path) && !Allowed.Contains(path));
            return [.. changed.Concat(Listing().Except(_before).Concat(_before.Except(Listing()))
                .Select(entry => $"{entry.Key}: {entry.Value}")).Distinct(StringComparer.Ordinal)];
        }
    }

    public void Dispose() => _inotify.Dispose();

    private void Handle(InotifyEvent happened)
    {
        lock (_events)
        {
            var path = happened.Has(Inotify.Overflow)
                ? "events were lost" : Path.Combine(_watched.GetValueOrDefault(happened.Watch, "?"), happened.Name);
            if (path.StartsWith(_root, StringComparison.Ordinal) || path.Contains(HostileTexts.Token, StringComparison.Ordinal))
                _events.Add(path);
        }
    }

    private SortedDictionary<string, string> Listing()
    {
        var listing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(_root);
        return listing;

        void Add(string directory)
        {
            foreach (var path in Directory.GetFileSystemEntries(directory).Where(path => Allowed?.Contains(path) != true))
            {
                FileStat.OfEntry(path, out var stat);
                listing[path] = stat.IsDirectory ? "a directory" : $"{stat} {File.ReadAllText(path)}";
                if (stat.IsDirectory)
                    Add(path);
            }
        }
    }
}
