using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Sets;
using OciReconciler.Sources;

namespace OciReconciler.Desired;

/// <summary>
/// What the files of all sources declare, followed from snapshot to snapshot by what differs between them. Files are compared by reference,
/// since a source hands those on that did not change. Not thread-safe: used under the desired store's lock.
/// </summary>
internal sealed class Declarations
{
    private readonly Dictionary<WorkloadKey, int> _filesOf = [];
    private int _broken;
    private int _invalid;

    /// <summary>Workloads that some file names, missing files and rejected declarations included.</summary>
    public ImmutableHashSet<WorkloadKey> Named { get; private set; } = [];

    /// <summary>What the valid files claim.</summary>
    public ClaimIndex Claims { get; } = new();

    /// <summary>Some file cannot be read or parsed: it may declare anything.</summary>
    public bool AnyBroken => _broken > 0;

    /// <summary>Every file is there, was read, and has no error.</summary>
    public bool AreAllValid => _invalid == 0;

    /// <summary>Takes the word of a source in the place of its last.</summary>
    public DeclarationChange Replace(SourceSnapshot? before, SourceSnapshot now)
    {
        var (removed, added) = Difference(before?.Files ?? [], now.Files);
        var touched = new HashSet<WorkloadKey>();
        foreach (var file in removed)
            Count(file, -1, touched);
        foreach (var file in added)
            Count(file, +1, touched);
        var gone = touched.Where(key => !_filesOf.ContainsKey(key)).ToList();
        Named = Named.Except(gone).Union(touched.Except(gone));
        return new([.. added.Where(file => file.IsValid).SelectMany(file => file.Manifest.Workloads)], gone.Count > 0);
    }

    // Files are in order of path; in any other order more would seem to differ, and nothing less.
    private static (List<SourceFile> Removed, List<SourceFile> Added) Difference(
        ImmutableArray<SourceFile> before, ImmutableArray<SourceFile> now)
    {
        var (removed, added) = (new List<SourceFile>(), new List<SourceFile>());
        var (old, next) = (0, 0);
        while (old < before.Length || next < now.Length)
        {
            if (old < before.Length && next < now.Length && ReferenceEquals(before[old], now[next]))
            {
                (old, next) = (old + 1, next + 1);
                continue;
            }

            var order = old == before.Length ? 1 : next == now.Length ? -1 : string.CompareOrdinal(before[old].Path, now[next].Path);
            if (order <= 0)
                removed.Add(before[old++]);
            if (order >= 0)
                added.Add(now[next++]);
        }

        return (removed, added);
    }

    private void Count(SourceFile file, int sign, HashSet<WorkloadKey> touched)
    {
        _broken += file.IsBroken ? sign : 0;
        _invalid += file.IsValid ? 0 : sign;
        foreach (var workload in file.Manifest.Workloads)
        {
            touched.Add(workload.Key);
            var count = _filesOf.GetValueOrDefault(workload.Key) + sign;
            if (count == 0)
                _filesOf.Remove(workload.Key);
            else
                _filesOf[workload.Key] = count;
            if (file.IsValid && sign > 0)
                Claims.Add(workload);
            else if (file.IsValid)
                Claims.Remove(workload);
        }
    }
}

/// <summary>What differs between two words of a source.</summary>
/// <param name="Added">Declarations of valid files that are new or other ones.</param>
/// <param name="AnyGone">Some workload is named by no file any more.</param>
internal sealed record DeclarationChange(ImmutableArray<DeclaredWorkload> Added, bool AnyGone);
