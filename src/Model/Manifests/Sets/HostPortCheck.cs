using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>Ports of the host that two workloads, or one of them twice, publish. Only a warning: they may never run together.</summary>
internal static class HostPortCheck
{
    // Ranges are compared port by port; a file full of wide ranges must not take minutes.
    private const int MaxPorts = 500_000;

    public static void Find(IEnumerable<DeclaredWorkload> workloads, SetErrorSink errors)
    {
        var claims = new PortClaims();
        var left = MaxPorts;
        foreach (var workload in workloads)
        {
            foreach (var text in workload.Spec.Ports)
            {
                if (!PortSyntax.TryParse(text, out var mapping, out _)
                    || mapping!.Host is not { First: > 0 } range
                    || range.Count != mapping.Container.Count)
                    continue;
                left -= range.Count * mapping.Protocols.Length;
                if (left < 0)
                    return;
                if (claims.Add(workload, mapping) is { } other)
                    errors.Warn(workload, () => Message(workload, text, other));
            }
        }
    }

    private static string Message(DeclaredWorkload workload, string text, (int Port, DeclaredWorkload Workload) other)
    {
        var holder = other.Workload.Key == workload.Key
            ? "is published twice by this workload"
            : $"is published by {Quoting.Quote(other.Workload.Key.Name)} in {SetErrorSink.Place(other.Workload)} too";
        return $"port {other.Port} of the host, in {Quoting.Quote(text)}, {holder}: only one can have it";
    }
}
