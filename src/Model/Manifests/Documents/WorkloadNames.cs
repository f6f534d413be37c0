using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Documents;

/// <summary>Rules for the name of a workload that need more than the name, and for names within one file.</summary>
internal static class WorkloadNames
{
    /// <summary>Whether engine and systemd take the name.</summary>
    public static void Check(ErrorSink errors, int line, string path, WorkloadSpec spec)
    {
        var name = spec.Key.Name;
        if (spec.Backend == Backend.Docker && name.Length == 1)
            errors.Forbid(line, path, $"{Quoting.Quote(name)} is too short: docker wants names of two characters at least");
        if (NameRules.Length(spec) is { } problem)
            errors.Forbid(line, path, problem);
    }

    /// <summary>Reports names that one file declares twice for the same hosts.</summary>
    public static void CheckTwice(ErrorSink errors, IReadOnlyCollection<DeclaredWorkload> workloads)
    {
        foreach (var group in workloads.GroupBy(workload => (workload.Key, workload.HostsText)).Where(group => group.Count() > 1))
        {
            var first = group.First();
            foreach (var other in group.Skip(1))
                errors.Add(
                    other.Line,
                    other.Path,
                    $"{Quoting.Quote(first.Key.Name)} is declared twice, first on line {first.Line}: rename or remove one");
        }
    }
}
