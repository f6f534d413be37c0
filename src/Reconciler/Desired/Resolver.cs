using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Sets;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>
/// Decides which declarations count, and which last valid revisions stay in their place. Pure. Of several sources the first that declares
/// a name has it. Apart from that, what runs wins over what is new: a declaration that conflicts is rejected, its last valid revision
/// takes its place, and the rest is checked again against that.
/// </summary>
internal sealed class Resolver
{
    private readonly SourceSet _sources;
    private readonly KeepReasons _reasons;
    private readonly ImmutableDictionary<WorkloadKey, LastValidRevision> _lastValid;
    private readonly Func<IReadOnlyList<ManifestFile>, ImmutableArray<SetError>> _check;
    private readonly List<(string Source, DeclaredWorkload Workload)> _candidates;
    private readonly Dictionary<WorkloadKey, string> _unused = [];
    private readonly Dictionary<WorkloadKey, (LastValidRevision LastValid, ImmutableArray<ManifestError> Problems)> _kept = [];
    private readonly Dictionary<WorkloadKey, List<ManifestError>> _rejected = [];
    private readonly List<SetError> _setErrors = [];

    private Resolver(
        SourceSet sources,
        ImmutableDictionary<WorkloadKey, LastValidRevision> lastValid,
        Func<IReadOnlyList<ManifestFile>, ImmutableArray<SetError>> check)
    {
        _sources = sources;
        _reasons = new KeepReasons(sources);
        _lastValid = lastValid;
        _check = check;
        // Only a source that has not spoken yet can have a claim.
        var mayAnyClaim = !sources.AllReported;
        _candidates = [];
        foreach (var (source, file) in sources.Files.Where(item => item.File.IsValid))
        {
            foreach (var workload in file.Manifest.Workloads)
            {
                if (!(mayAnyClaim && lastValid.TryGetValue(workload.Key, out var known) && MayClaim(sources, known, source)))
                    _candidates.Add((source, workload));
            }
        }
    }

    /// <summary>Which declarations are accepted, and which last valid revisions stay in their place.</summary>
    /// <param name="sources">What the sources said.</param>
    public static Resolution Resolve(
        SourceSet sources,
        ImmutableDictionary<WorkloadKey, LastValidRevision> lastValid,
        Func<IReadOnlyList<ManifestFile>, ImmutableArray<SetError>> check)
    {
        var resolver = new Resolver(sources, lastValid, check);
        resolver.GivePrecedence();
        resolver.KeepUndeclared();
        while (resolver.RejectConflicting())
        {
            // Each round rejects at least one candidate.
        }

        return resolver.Result();
    }

    // An earlier source that has not spoken yet may declare what ran, or have it in a file that is broken by now: the revision on disk must
    // not be lost to a later source.
    private static bool MayClaim(SourceSet sources, LastValidRevision known, string other) =>
        sources.IsAwaited(known) && sources.OrderOf(known.Source) < sources.OrderOf(other);

    private void GivePrecedence()
    {
        if (_sources.Names.Length == 1)
            return;
        var declared = _candidates
            .Select(candidate => new SourceDeclaration(_sources.OrderOf(candidate.Source)!.Value, candidate.Workload)).ToList();
        var precedence = SourcePrecedence.Of(declared, Claims(declared));
        // A claim that is held for a moment only, as while a file is replaced, is no fault of the other file.
        foreach (var workload in _candidates.Select(candidate => candidate.Workload)
            .Where(workload => precedence.Unused.Contains(workload) && !IsHeldForAMoment(workload.Key)))
            _unused.TryAdd(workload.Key, workload.File);
        _candidates.RemoveAll(candidate => precedence.Unused.Contains(candidate.Workload));
        foreach (var found in precedence.Errors)
        {
            _setErrors.Add(found);
            foreach (var workload in found.Workloads.Where(_ => !found.Error.IsWarning))
                Reject(workload.Key, found.Error);
        }
    }

    private bool IsHeldForAMoment(WorkloadKey key) => _kept.TryGetValue(key, out var kept) && kept.Problems.IsEmpty;

    // Only what later sources alone declare can be claimed: that is little, or nothing.
    private Dictionary<WorkloadKey, SourceClaim> Claims(IEnumerable<SourceDeclaration> declared)
    {
        var claims = new Dictionary<WorkloadKey, SourceClaim>();
        foreach (var name in declared.GroupBy(declaration => declaration.Workload.Key))
        {
            if (!_lastValid.TryGetValue(name.Key, out var known)
                || _sources.OrderOf(known.Source) is not { } order
                || order >= name.Min(declaration => declaration.Order)
                || _reasons.ReasonToHold(known) is not { } problems)
                continue;
            claims[name.Key] = new SourceClaim(order, problems.IsEmpty ? null : known.File);
            _kept[name.Key] = (known, problems);
        }

        return claims;
    }

    private void KeepUndeclared()
    {
        var decided = _candidates.Select(candidate => candidate.Workload.Key).Concat(_kept.Keys).ToHashSet();
        foreach (var known in _lastValid.Values.Where(known => !decided.Contains(known.Key) && !_sources.IsAwaited(known)))
        {
            if (_reasons.ReasonToKeep(known) is { } problems)
                _kept[known.Key] = (known, problems);
        }
    }

    private bool RejectConflicting()
    {
        var open = _candidates.Select(candidate => candidate.Workload)
            .Where(workload => !_rejected.ContainsKey(workload.Key))
            .ToHashSet<DeclaredWorkload>(ReferenceEqualityComparer.Instance);
        var rejectedAny = false;
        foreach (var found in _check(Together(open)))
        {
            // A last valid revision that takes part is in force already: only candidates can be rejected.
            ImmutableArray<DeclaredWorkload> rejectable = [.. found.Workloads.Where(open.Contains)];
            if (rejectable.IsEmpty)
                continue;
            var error = found.Error with { Line = rejectable[0].Line, Path = rejectable[0].Path };
            _setErrors.Add(found with { Error = error, Workloads = rejectable });
            if (error.IsWarning)
                continue;
            rejectedAny = true;
            foreach (var workload in rejectable)
                Reject(workload.Key, error);
        }

        return rejectedAny;
    }

    // Candidates by file, and after them what stays in the place of others.
    private IReadOnlyList<ManifestFile> Together(HashSet<DeclaredWorkload> open)
    {
        var kept = _kept.Values.Select(kept => kept.LastValid)
            .Concat(_rejected.Keys.Where(_lastValid.ContainsKey).Select(key => _lastValid[key]))
            .Select(known => new ManifestFile(known.File, [known.Declare()], []));
        var fresh = _candidates.Select(candidate => candidate.Workload)
            .Where(workload => _rejected.Count == 0 || open.Contains(workload))
            .GroupBy(workload => workload.File, StringComparer.Ordinal)
            .Select(file => new ManifestFile(file.Key, [.. file], []));
        return [.. fresh, .. kept, .. OfOtherHosts()];
    }

    // Whoever depends on one of them is told that it is not for this host.
    private IEnumerable<ManifestFile> OfOtherHosts() => _sources.Files
        .Select(item => item.File.Manifest)
        .Where(file => !file.Elsewhere.IsEmpty)
        .Select(file => new ManifestFile(file.File, [], []) { Elsewhere = file.Elsewhere });

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
            if (_lastValid.TryGetValue(key, out var known))
                _kept[key] = (known, errors);
        }

        var accepted = _candidates
            .Where(candidate => !rejected.ContainsKey(candidate.Workload.Key))
            .ToDictionary(candidate => candidate.Workload.Key);
        return new Resolution(accepted, _kept, [.. _setErrors.DistinctBy(found => found.Error)]) { Unused = _unused };
    }
}
