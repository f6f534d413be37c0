using OciReconciler.Files;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.State;

namespace OciReconciler.Cli;

/// <summary>Writes workloads as NAME.json, all of them or none, and replaces nothing unless told.</summary>
internal static class ImportDirectory
{
    /// <summary>Writes; creates the directory when it is not there. Throws IOException or UnauthorizedAccessException.</summary>
    /// <param name="workloads">Workloads of different names.</param>
    /// <param name="force">Whether files with other content are replaced.</param>
    public static ImportOutcome Write(IEnumerable<DeclaredWorkload> workloads, string directory, bool force)
    {
        // A umask may take more away: the files are the user's own.
        StateDirectory.MakeUnderUmask(directory);
        var targets = workloads.Select(workload => TargetOf(directory, workload)).ToLookup(target => target.State);
        ImmutableArray<string> inTheWay = force ? [] : [.. targets[TargetState.Other].Select(target => target.Path)];
        var toWrite = targets[TargetState.Free].Concat(targets[TargetState.Other]).ToList();
        if (inTheWay.Length > 0)
            return new ImportOutcome(0, 0, inTheWay);
        foreach (var target in toWrite)
            AtomicFile.WriteUnderUmask(target.Path, target.Content);
        return new ImportOutcome(toWrite.Count, targets[TargetState.Same].Count(), []);
    }

    private static Target TargetOf(string directory, DeclaredWorkload workload)
    {
        string path = WorkloadFiles.PathOf(directory, workload.Key, ".json");
        byte[] content = ManifestWriter.Write(workload.Spec, workload.MetadataLabels);
        return new Target(path, content, StateOf(path, content));
    }

    // A link, even one that leads nowhere, is somebody's: it is replaced only on demand.
    private static TargetState StateOf(string path, byte[] content)
    {
        if (FileStat.OfEntry(path, out var stat) != 0)
            return TargetState.Free;
        return stat.IsRegular && stat.Size == (ulong)content.Length && RegularFile.ReadAllBytes(path).AsSpan().SequenceEqual(content)
            ? TargetState.Same
            : TargetState.Other;
    }

    private enum TargetState
    {
        Free,
        Same,
        Other,
    }

    private sealed record Target(string Path, byte[] Content, TargetState State);
}

/// <summary>What came of it.</summary>
/// <param name="Unchanged">Files that had this content already.</param>
/// <param name="InTheWay">Files with other content; with any, nothing was written.</param>
internal sealed record ImportOutcome(int Written, int Unchanged, ImmutableArray<string> InTheWay);
