using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>
/// Names and units that several sources declare: the source that comes first in the configuration has them. Pure; any thread.
/// </summary>
public static class SourcePrecedence
{
    /// <summary>Which declarations come too late.</summary>
    /// <param name="declared">Valid declarations of all sources; the order of files is that of the errors.</param>
    /// <param name="claims">Workloads that a source has though no valid file of it declares them now.</param>
    public static Precedence Of(IReadOnlyList<SourceDeclaration> declared, IReadOnlyDictionary<WorkloadKey, SourceClaim> claims)
    {
        if (claims.Count == 0 && declared.All(declaration => declaration.Order == declared[0].Order))
            return Precedence.Undisputed;
        var errors = new SetErrorSink();
        var unused = Unused(declared, claims, errors);
        RefuseUnits(declared.Where(declaration => !unused.Contains(declaration.Workload)), errors);
        var order = declared.Select(declaration => declaration.Workload.File).Distinct(StringComparer.Ordinal)
            .Select((file, index) => (file, index)).ToDictionary(pair => pair.file, pair => pair.index, StringComparer.Ordinal);
        return new Precedence(unused, errors.ToSorted(order));
    }

    private static HashSet<DeclaredWorkload> Unused(
        IReadOnlyList<SourceDeclaration> declared, IReadOnlyDictionary<WorkloadKey, SourceClaim> claims, SetErrorSink errors)
    {
        var unused = new HashSet<DeclaredWorkload>(ReferenceEqualityComparer.Instance);
        foreach (var name in declared.GroupBy(declaration => declaration.Workload.Key))
        {
            var first = name.MinBy(declaration => declaration.Order)!;
            var holder = claims.GetValueOrDefault(name.Key) is { } claim && claim.Order < first.Order
                ? claim
                : new SourceClaim(first.Order, SetErrorSink.Place(first.Workload));
            foreach (var (_, workload) in name.Where(declaration => declaration.Order > holder.Order))
            {
                unused.Add(workload);
                if (holder.Place is { } place)
                    errors.Warn(
                        workload,
                        () => $"{Quoting.Quote(workload.Key.Name)} is declared in {place} too, which comes first in the configuration: "
                            + "this one is not used; remove one");
            }
        }

        return unused;
    }

    private static void RefuseUnits(IEnumerable<SourceDeclaration> declared, SetErrorSink errors)
    {
        foreach (var unit in declared.GroupBy(declaration => UnitNames.Of(declaration.Workload.Spec), StringComparer.Ordinal))
        {
            var (order, holder) = unit.MinBy(declaration => declaration.Order)!;
            foreach (var (_, workload) in unit.Where(declaration => declaration.Order > order))
                errors.Refuse(
                    workload,
                    () => $"the unit {Quoting.Quote(unit.Key)} is that of {Quoting.Quote(holder.Key.Name)} in "
                        + $"{SetErrorSink.Place(holder)} too, which comes first in the configuration: change name or serviceName of one");
        }
    }
}

/// <summary>A declaration of a valid file.</summary>
/// <param name="Order">The place of its source in the configuration, from 0.</param>
public sealed record SourceDeclaration(int Order, DeclaredWorkload Workload);

/// <summary>What gives a source a workload.</summary>
/// <param name="Order">The place of the source in the configuration, from 0.</param>
/// <param name="Place">Where it was declared; null: that may be over in a moment, and nobody is told.</param>
public sealed record SourceClaim(int Order, string? Place);

/// <summary>Declarations that come too late.</summary>
/// <param name="Unused">An earlier source has their names. Told by reference.</param>
/// <param name="Errors">Warnings about these; errors about others, whose units an earlier source has.</param>
public sealed record Precedence(IReadOnlySet<DeclaredWorkload> Unused, ImmutableArray<SetError> Errors)
{
    /// <summary>There are none.</summary>
    public static Precedence Undisputed { get; } = new(ImmutableHashSet<DeclaredWorkload>.Empty, []);
}
