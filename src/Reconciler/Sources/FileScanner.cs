using OciReconciler.Files;
using OciReconciler.Model.Digests;
using OciReconciler.Model.Manifests;
using OciReconciler.Threading;

namespace OciReconciler.Sources;

/// <summary>Brings what is remembered of one file up to date. Reads and parses only what changed.</summary>
internal sealed class FileScanner(ManifestParsing parsing, ScanOptions options, TimeProvider time)
{
    // Times of files advance in steps: of a kernel tick locally, of a second or two on some file systems.
    private static readonly TimeSpan Granularity = TimeSpan.FromSeconds(2);

    /// <summary>Scans one listed file. Null: it went away since the listing.</summary>
    /// <param name="known">What is remembered of it, or null.</param>
    /// <param name="settled">An event said that its writer is done.</param>
    public ScannedFile? Scan(string path, ScannedFile? known, bool settled)
    {
        int error = FileStat.OfPath(path, out var stat);
        if (error != 0)
        {
            return FileStat.OfEntry(path, out _) == 0
                ? Unreadable(path, known, stat: null, ReasonOfLink(error))
                : null;
        }

        if (known is { Rescan: false } && known.IsCurrent(stat))
            return Seen(known);
        return ManifestFileReader.Read(path, stat) switch
        {
            FileContent.Read read => Take(path, known, stat, read.Bytes, settled),
            FileContent.Unreadable unreadable => Unreadable(path, known, stat, unreadable.Reason),
            _ => Wait(path, known),
        };
    }

    /// <summary>A file that is known by its path alone.</summary>
    public static ScannedFile NotReadYet(string path) => new(Nothing(path) with { Settling = true }, Stat: null);

    private ScannedFile Take(string path, ScannedFile? known, FileStat stat, byte[] bytes, bool settled)
    {
        string digest = Sha256.Hex(bytes);
        bool same = known is { File.Readable: true } && string.Equals(known.File.ContentDigest, digest, StringComparison.Ordinal);
        var manifest = same ? known!.File.Manifest : parsing.Parse(path, digest, bytes);
        if (manifest is null)
            return Wait(path, known, "is big, and is being read.") with { Rescan = false };
        var file = same
            ? known!.File with { Missing = false }
            : new SourceFile(path, manifest, digest, Readable: true, ReadError: null);
        file = Unless(file with { Exposure = Exposure.OfFile(path, stat) }, known?.File);
        if (!same && !manifest.IsValid && !settled && IsYoung(stat.Modified, options.SettleTime))
            return Wait(path, known);
        return new ScannedFile(file, stat) { StatProves = !IsYoung(stat.Changed, Granularity) };
    }

    private static ScannedFile Unreadable(string path, ScannedFile? known, FileStat? stat, string reason)
    {
        var before = known?.File ?? Nothing(path);
        var file = before with { Readable = false, ReadError = reason, Missing = false, Settling = false };
        // Without a stat, and where permissions may change without one (ACLs, mounts), trying again is the only way to know.
        return new ScannedFile(file, stat);
    }

    private static ScannedFile Wait(
        string path, ScannedFile? known, string why = "is still being written; it is read again when its writer is done.")
    {
        var file = known is null || known.File.Settling
            ? Nothing(path) with { ReadError = why, Settling = true }
            : known.File with { Missing = false };
        return new ScannedFile(file, Stat: null) { Rescan = true };
    }

    private static ScannedFile Seen(ScannedFile known) => known.MissedSince is null && !known.File.Missing
        ? known
        : known with { MissedSince = null, File = known.File with { Missing = false } };

    // Whoever follows the files compares them by reference: one that is read again and says the same is the same.
    private static SourceFile Unless(SourceFile now, SourceFile? same) => now == same ? same : now;

    private static SourceFile Nothing(string path) => new(path, new ManifestFile(path, [], []), "", Readable: false, ReadError: null);

    private static string ReasonOfLink(int error) => error == LibC.ErrorNoEntry
        ? "is a link whose target does not exist. Restore the target or remove the link."
        : $"cannot be examined: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}";

    // A time in the future (a clock that was set back) counts as old for settling: waiting for it could take for ever.
    private bool IsYoung(DateTimeOffset moment, TimeSpan age)
    {
        var passed = time.GetUtcNow() - moment;
        return passed >= TimeSpan.FromSeconds(-1) && passed < age;
    }
}
