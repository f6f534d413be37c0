using OciReconciler.Files;
using OciReconciler.Threading;

namespace OciReconciler.Sources;

/// <summary>
/// The truth about one manifest directory: a full scan by path, compared with what the scans before gave. Not thread-safe; used by
/// one loop. Never throws for what the file system does.
/// </summary>
internal sealed class DirectoryScanner(
    string directory, ManifestParsing parsing, ScanOptions options, TimeProvider time, SourceHistory memory)
{
    private readonly FileScanner _files = new(parsing, options, time);
    private Dictionary<string, ScannedFile> _known = new(StringComparer.Ordinal);
    private SourceSnapshot? _seen;
    private (FileDevice Device, ulong Inode) _directory;
    private bool _hasListed;

    /// <summary>Lists the directory and reads what changed since the last listing.</summary>
    /// <param name="settled">Names of files of which an event said that their writer is done.</param>
    public ScanResult Scan(ImmutableHashSet<string> settled)
    {
        var listing = DirectoryListing.Of(directory);
        if (listing.State.Kind != SourceStateKind.Ready)
            return Unlisted(listing.State);

        var next = new Dictionary<string, ScannedFile>(listing.Names.Length, StringComparer.Ordinal);
        foreach (string name in listing.Names)
        {
            string path = Path.Combine(directory, name);
            if (_files.Scan(path, _known.GetValueOrDefault(path), settled.Contains(name)) is { } file)
                next[path] = file;
        }

        var state = Assess(listing.FileSystem, next) with { Exposure = Exposure.OfDirectory(directory) };
        if (!_hasListed && state.Kind == SourceStateKind.Ready)
            ExpectFilesOfEarlier();
        _hasListed = true;
        KeepMissed(next, forget: state.Kind == SourceStateKind.Ready);
        _known = next;
        _directory = Identity();
        _seen = Snapshot(state) with { Ignored = listing.Ignored };
        return new ScanResult(_seen, Again(_known.Values));
    }

    /// <summary>
    /// Looks at a few files of a directory that was listed, and takes all else to be as it was then. Null: that would not do, since one of
    /// them is not there or declares less than before, or the directory is another one. Scan it.
    /// </summary>
    /// <param name="settled">Names of files of which an event said that their writer is done.</param>
    public ScanResult? Look(ImmutableHashSet<string> settled)
    {
        if (_seen is not { State.Kind: SourceStateKind.Ready } before || Identity() != _directory)
            return null;
        var looked = new List<ScannedFile>();
        foreach (string path in settled.Select(name => Path.Combine(directory, name)))
        {
            var known = _known.GetValueOrDefault(path);
            if (_files.Scan(path, known, settled: true) is not { } file || HasLost(known, file))
                return null;
            looked.Add(file);
        }

        var files = before.Files.ToBuilder();
        foreach (var file in looked)
        {
            _known[file.File.Path] = file;
            Put(files, file.File);
        }

        _seen = before with { Files = files.ToImmutable() };
        return new ScanResult(_seen, Again(looked));
    }

    // What a file does not declare any more may be in another one by now.
    private static bool HasLost(ScannedFile? known, ScannedFile now)
    {
        var declared = now.File.Manifest.Workloads.Select(workload => workload.Key).ToHashSet();
        return known?.File.Manifest.Workloads.All(workload => declared.Contains(workload.Key)) is false;
    }

    // The files are in order of path.
    private static void Put(ImmutableArray<SourceFile>.Builder files, SourceFile file)
    {
        var (first, end) = (0, files.Count);
        while (first < end)
        {
            var middle = first + ((end - first) / 2);
            if (string.CompareOrdinal(files[middle].Path, file.Path) < 0)
                first = middle + 1;
            else
                end = middle;
        }

        if (first < files.Count && files[first].Path == file.Path)
            files[first] = file;
        else
            files.Insert(first, file);
    }

    private (FileDevice Device, ulong Inode) Identity() =>
        FileStat.OfPath(directory, out var stat) == 0 ? (stat.Device, stat.Inode) : default;

    private ScanResult Unlisted(SourceState state)
    {
        // A file that cannot be seen is not missed: counting starts anew when the directory is back.
        foreach (var (path, file) in _known.ToArray())
            _known[path] = file with { MissedSince = null, File = file.File with { Missing = true } };
        _seen = Snapshot(state);
        return new ScanResult(_seen, RescanAfter: null);
    }

    /// <summary>
    /// A mount that came or went shows another directory: its files count, but what they lack was not removed by anybody.
    /// </summary>
    private SourceState Assess(FileSystemIdentity? now, Dictionary<string, ScannedFile> next)
    {
        var before = memory.Find(directory);
        if (now is not null && before is not null && !now.Continues(before))
        {
            var lacking = WorkloadsOf(_known).Union(memory.WorkloadsOf(directory)).Except(WorkloadsOf(next)).Order().Select(key => key.Name)
                .ToArray();
            if (lacking.Length > 0)
                return Foreign(before, now, lacking);
        }

        var problem = now is null ? null : memory.Record(directory, now);
        return problem is null ? SourceState.Ready : SourceState.Ready with { Message = problem };
    }

    private SourceState Foreign(FileSystemIdentity before, FileSystemIdentity now, string[] lacking)
    {
        var what = before == FileSystemIdentity.Unknown
            ? $"on which file system {directory} was is not known any more, since the file that said so was damaged"
            : before.IsMountPoint && !now.IsMountPoint
            ? $"{directory} was the mount point of {before.Name}, and nothing is mounted there now"
            : now.IsShadowed(before)
            ? $"{directory} is now {now.Inside} of file system {now.Name} and was {before.Inside}: something was mounted or unmounted "
            + "above it"
            : $"{directory} is now on file system {now.Name} and was on {before.Name}";
        return new SourceState(
            SourceStateKind.ForeignFilesystem,
            $"{what}. Its files are taken, but nothing is removed until they declare what was declared before: "
            + $"{string.Join(", ", lacking)}. "
            + $"Mount the old one again, put the manifests back, or {memory.HowToForget}.");
    }

    // A deploy may be just between removing a file and writing it: what an earlier process knew is missed once before it counts as gone.
    private void ExpectFilesOfEarlier()
    {
        foreach (var path in memory.FilesOf(directory))
            _known.TryAdd(path, FileScanner.NotReadYet(path));
    }

    private void KeepMissed(Dictionary<string, ScannedFile> next, bool forget)
    {
        long now = time.GetTimestamp();
        foreach (var (path, file) in _known.Where(known => !next.ContainsKey(known.Key)))
        {
            if (forget && file.MissedSince is { } since && time.GetElapsedTime(since, now) >= options.GoneAfter)
                continue;
            next[path] = file with
            {
                MissedSince = forget ? file.MissedSince ?? now : null,
                Rescan = false,
                File = file.File with { Missing = true },
            };
        }
    }

    private TimeSpan? Again(IReadOnlyCollection<ScannedFile> files)
    {
        if (files.Any(file => file.Rescan))
            return options.Quiet;
        return files.Any(file => file.MissedSince is not null) ? options.GoneAfter : null;
    }

    private SourceSnapshot Snapshot(SourceState state)
    {
        SourceFile[] files = [.. _known.Values.Select(file => file.File)];
        Array.Sort(files, static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        return new(directory, state, [.. files]);
    }

    private static HashSet<WorkloadKey> WorkloadsOf(Dictionary<string, ScannedFile> files) =>
        [.. files.Values.SelectMany(file => file.File.Manifest.Workloads).Select(workload => workload.Key)];
}
