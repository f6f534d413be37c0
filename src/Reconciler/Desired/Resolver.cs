using System.Collections.Immutable;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Sets;
using OciReconciler.Model.Workloads;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>
/// Decides which declarations count, and which last good versions stay in their place. Pure. What runs wins over what is new: a
/// declaration that conflicts is rejected, its last good version takes its place, and the rest is checked again against that.
/// </summary>
internal sealed class Resolver
{
    private readonly SourceSet _sources;
    private readonly ImmutableDictionary<WorkloadKey, LastValidRevision> _versions;
    private readonly Func<IReadOnlyList<ManifestFile>, ImmutableArray<SetError>> _check;
    private readonly List<(string Source, DeclaredWorkload Workload)> _candidates;
    private readonly Dictionary<WorkloadKey, (LastValidRevision Version, ImmutableArray<ManifestError> Problems)> _kept = [];
    private readonly Dictionary<WorkloadKey, List<ManifestError>> _rejected = [];
    private readonly List<SetError> _setErrors = [];

    private Resolver(
        SourceSet sources,
        ImmutableDictionary<WorkloadKey, LastValidRevision> versions,
        Func<IReadOnlyList<ManifestFile>, ImmutableArray<SetError>> check)
    {
        _sources = sources;
        _versions = versions;
        _check = check;
        _candidates =
        [
            .. from item in sources.Files
               where item.File.IsValid
               from workload in item.File.Manifest.Workloads
               where !(versions.TryGetValue(workload.Key, out var version) && sources.IsAwaited(version))
               select (item.Source, workload),
        ];
    }

    /// <summary>Resolves.</summary>
    /// <param name="sources">What the sources said.</param>
    /// <param name="versions">Last good versions.</param>
    /// <param name="check">Check across files.</param>
    public static Resolution Resolve(
        SourceSet sources,
        ImmutableDictionary<WorkloadKey, LastValidRevision> versions,
        Func<IReadOnlyList<ManifestFile>, ImmutableArray<SetError>> check)
    {
        var resolver = new Resolver(sources, versions, check);
        resolver.KeepUndeclared();
        while (resolver.RejectConflicting())
        {
            // Each round rejects at least one candidate.
        }

        return resolver.Result();
    }

    private void KeepUndeclared()
    {
        var declared = _candidates.Select(candidate => candidate.Workload.Key).ToHashSet();
        foreach (var version in _versions.Values.Where(version => !declared.Contains(version.Key) && !_sources.IsAwaited(version)))
        {
            if (_sources.ReasonToKeep(version) is { } problems)
                _kept[version.Key] = (version, problems);
        }
    }

    private bool RejectConflicting()
    {
        var candidates = _candidates.Where(candidate => !_rejected.ContainsKey(candidate.Workload.Key)).ToList();
        var kept = _kept.Values.Select(kept => kept.Version)
            .Concat(_rejected.Keys.Where(_versions.ContainsKey).Select(key => _versions[key]))
            .Select(version => new ManifestFile(version.File, [version.Declare()], []));
        var fresh = candidates.GroupBy(candidate => candidate.Workload.File, StringComparer.Ordinal)
            .Select(file => new ManifestFile(file.Key, [.. file.Select(candidate => candidate.Workload)], []));

        var open = candidates.Select(candidate => candidate.Workload).ToHashSet<DeclaredWorkload>(ReferenceEqualityComparer.Instance);
        bool rejectedAny = false;
        foreach (var found in _check([.. fresh, .. kept]))
        {
            // A last good version that takes part is in force already.
            ImmutableArray<DeclaredWorkload> meant = [.. found.Workloads.Where(open.Contains)];
            if (meant.IsEmpty)
                continue;
            var error = found.Error with { Line = meant[0].Line, Path = meant[0].Path };
            _setErrors.Add(found with { Error = error, Workloads = meant });
            if (error.IsWarning)
                continue;
            rejectedAny = true;
            foreach (var workload in meant)
                Reject(workload.Key, error);
        }

        return rejectedAny;
    }

    private void Reject(WorkloadKey key, ManifestError error)
    {
        if (!_rejected.TryGetValue(key, out var list))
            _rejected[key] = list = [];
        list.Add(error);
    }

    private Resolution Result()
    {
        var rejected = _rejected.ToDictionary(item => item.Key, item => item.Value.Distinct().ToImmutableArray());
        foreach (var (key, errors) in rejected)
        {
            if (_versions.TryGetValue(key, out var version))
                _kept[key] = (version, errors);
        }

        var accepted = _candidates
            .Where(candidate => !rejected.ContainsKey(candidate.Workload.Key))
            .ToDictionary(candidate => candidate.Workload.Key);
        return new Resolution(accepted, rejected, _kept, [.. _setErrors.DistinctBy(found => found.Error)]);
    }
}
