using System.Collections.Immutable;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Desired;

/// <summary>
/// Decides which declarations count, and which last good versions stay in their place. Pure. What runs wins over what is new: a
/// declaration that conflicts is rejected, its last good version takes its place, and the rest is checked again against that.
/// </summary>
internal sealed class Resolver
{
    private readonly SourceSet _sources;
    private readonly ImmutableDictionary<WorkloadKey, LastGood> _versions;
    private readonly Func<IReadOnlyList<ManifestFile>, ImmutableArray<ManifestError>> _check;
    private readonly List<(string Source, DeclaredWorkload Workload)> _candidates;
    private readonly Dictionary<WorkloadKey, (LastGood Version, ImmutableArray<ManifestError> Problems)> _kept = [];
    private readonly Dictionary<WorkloadKey, List<ManifestError>> _rejected = [];
    private readonly List<ManifestError> _setErrors = [];

    private Resolver(
        SourceSet sources,
        ImmutableDictionary<WorkloadKey, LastGood> versions,
        Func<IReadOnlyList<ManifestFile>, ImmutableArray<ManifestError>> check)
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
        ImmutableDictionary<WorkloadKey, LastGood> versions,
        Func<IReadOnlyList<ManifestFile>, ImmutableArray<ManifestError>> check)
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

        var errors = _check([.. fresh, .. kept]);
        bool rejectedAny = false;
        foreach (var error in errors)
        {
            var meant = Meant(error, candidates);
            if (meant.Count == 0)
                continue;
            _setErrors.Add(error);
            if (error.IsWarning)
                continue;
            foreach (var key in meant)
            {
                rejectedAny = true;
                if (!_rejected.TryGetValue(key, out var list))
                    _rejected[key] = list = [];
                list.Add(error);
            }
        }

        return rejectedAny;
    }

    private static IReadOnlyCollection<WorkloadKey> Meant(
        ManifestError error, List<(string Source, DeclaredWorkload Workload)> candidates)
    {
        var inFile = candidates.Select(candidate => candidate.Workload)
            .Where(workload => string.Equals(workload.File, error.File, StringComparison.Ordinal))
            .ToList();
        var there = inFile.FindAll(workload => IsAt(error.Path, workload.Path));
        // An error at no workload in particular is all of theirs; one at a last good version is the candidate's alone, which has its own.
        bool atLastGood = !error.Path.StartsWith('$');
        return [.. (there.Count > 0 || atLastGood ? there : inFile).Select(workload => workload.Key).Distinct()];
    }

    private static bool IsAt(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal)
        && (path.Length == root.Length || path[root.Length] is '.' or '[');

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
        return new Resolution(accepted, rejected, _kept, [.. _setErrors.Distinct()]);
    }
}
