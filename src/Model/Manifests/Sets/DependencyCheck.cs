using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>Dependencies that nobody declares.</summary>
internal sealed class DependencyCheck
{
    // A suggestion costs a comparison with every name: the first ones get one.
    private const int MaxComparisons = 20_000;

    private readonly HashSet<string> _names;
    private readonly HashSet<string> _ofOtherHosts;
    private int _comparisons;

    private DependencyCheck(
        IEnumerable<DeclaredWorkload> workloads, IReadOnlySet<WorkloadKey> elsewhere, IEnumerable<WorkloadKey> ofOtherHosts)
    {
        _names = workloads.Select(workload => workload.Key).Concat(elsewhere).Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        _ofOtherHosts = ofOtherHosts.Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <param name="elsewhere">Workloads of this host that are declared elsewhere.</param>
    /// <param name="ofOtherHosts">Workloads that a node selector gives to other hosts.</param>
    public static void FindUnknown(
        IReadOnlyCollection<DeclaredWorkload> workloads, IReadOnlySet<WorkloadKey> elsewhere, IEnumerable<WorkloadKey> ofOtherHosts,
        bool isError, SetErrorSink errors)
    {
        if (workloads.All(workload => workload.Spec.DependsOn.IsEmpty))
            return;
        var check = new DependencyCheck(workloads, elsewhere, ofOtherHosts);
        foreach (var workload in workloads.Where(workload => !workload.Spec.DependsOn.IsEmpty))
        {
            foreach (var name in workload.Spec.DependsOn.Where(name => !check._names.Contains(name)).Distinct(StringComparer.Ordinal))
            {
                if (isError)
                    errors.Refuse(workload, () => check.Message(workload, name));
                else
                    errors.Warn(workload, () => check.Message(workload, name));
            }
        }
    }

    private string Message(DeclaredWorkload workload, string name)
    {
        if (_ofOtherHosts.Contains(name))
            return $"{Quoting.Quote(workload.Key.Name)} depends on {Quoting.Quote(name)}, which is not for this host by its nodeSelector: "
                + "let both select the same hosts, or remove it from dependsOn";
        var advice = Nearest(workload, name) is { } nearest
            ? $"did you mean {Quoting.Quote(nearest)}?"
            : "declare it, or remove it from dependsOn";
        return $"{Quoting.Quote(workload.Key.Name)} depends on {Quoting.Quote(name)}, which is not declared: {advice}";
    }

    private string? Nearest(DeclaredWorkload workload, string name)
    {
        if ((_comparisons += _names.Count) > MaxComparisons)
            return null;
        return Suggestions.Nearest(name, _names.Where(other => !string.Equals(other, workload.Key.Name, StringComparison.Ordinal)));
    }
}
