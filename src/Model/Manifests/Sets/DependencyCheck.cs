using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>Dependencies that nobody declares.</summary>
internal static class DependencyCheck
{
    // A suggestion costs a comparison with every name.
    private const int MaxNamesToCompare = 1000;

    public static IEnumerable<ManifestError> FindUnknown(
        IReadOnlyCollection<DeclaredWorkload> workloads, IReadOnlySet<WorkloadKey> elsewhere, bool isError)
    {
        var names = workloads.Select(workload => workload.Key).Concat(elsewhere).Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var workload in workloads)
        {
            foreach (var name in workload.Spec.DependsOn.Where(name => !names.Contains(name)).Distinct(StringComparer.Ordinal))
            {
                var nearest = names.Count <= MaxNamesToCompare ? Suggestions.Nearest(name, names.Where(other => !string.Equals(other, workload.Key.Name, StringComparison.Ordinal))) : null;
                var advice = nearest is not null ? $"did you mean {Quoting.Quote(nearest)}?" : "declare it, or remove it from dependsOn";
                yield return SetErrors.At(workload, $"{Quoting.Quote(workload.Key.Name)} depends on {Quoting.Quote(name)}, which is not declared: {advice}", !isError);
            }
        }
    }
}
