using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>Names that are taken twice on the same hosts: of workloads and of units.</summary>
internal static class NameCheck
{
    public static void Find(IReadOnlyCollection<DeclaredWorkload> workloads, SetErrorSink errors)
    {
        foreach (var group in Doubles(workloads, workload => workload.Key.Name))
        {
            foreach (var (workload, other) in WithAnother(group))
                errors.Refuse(
                    workload,
                    () => $"{Quoting.Quote(workload.Key.Name)} is declared in {SetErrorSink.Place(other)} too: rename or remove one");
        }

        foreach (var group in Doubles(workloads, workload => UnitNames.Of(workload.Spec)))
        {
            foreach (var (workload, other) in WithAnother(group).Where(pair => pair.Workload.Key != pair.Other.Key))
                errors.Refuse(
                    workload,
                    () => $"the unit {Quoting.Quote(group.Key.Item1)} is that of {Quoting.Quote(other.Key.Name)} "
                        + $"in {SetErrorSink.Place(other)} too: change name or serviceName of one");
        }
    }

    // Only among those of one name is it asked for which hosts they are. Strings of a tuple are compared by their characters.
    private static IEnumerable<IGrouping<(string, string), DeclaredWorkload>> Doubles(
        IReadOnlyCollection<DeclaredWorkload> workloads, Func<DeclaredWorkload, string> name)
    {
        var (seen, twice) = (new HashSet<string>(workloads.Count, StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var workload in workloads)
        {
            if (!seen.Add(name(workload)))
                twice.Add(name(workload));
        }

        return twice.Count == 0
            ? []
            : workloads.Where(workload => twice.Contains(name(workload)))
                .GroupBy(workload => (name(workload), workload.HostsText))
                .Where(group => group.Skip(1).Any());
    }

    private static IEnumerable<(DeclaredWorkload Workload, DeclaredWorkload Other)> WithAnother(IEnumerable<DeclaredWorkload> group)
    {
        var members = group.ToList();
        return members.Select((workload, index) => (workload, members[index == 0 ? 1 : 0]));
    }
}
