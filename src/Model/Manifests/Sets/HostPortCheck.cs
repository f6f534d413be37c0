using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>Ports of the host that two workloads, or one of them twice, publish. Only a warning: they may never run together.</summary>
internal static class HostPortCheck
{
    // Ranges are compared port by port; a file full of wide ranges must not take minutes.
    private const int MaxPorts = 500_000;
    private const int MaxClaimsCompared = 50;

    public static void Find(IEnumerable<DeclaredWorkload> workloads, SetErrorSink errors)
    {
        var claims = new Dictionary<(string Protocol, int Port), List<(string Address, DeclaredWorkload Workload)>>();
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
                if (Claim(claims, workload, mapping, range) is { } other)
                    errors.Warn(workload, () => Message(workload, text, other));
            }
        }
    }

    private static (int Port, DeclaredWorkload Workload)? Claim(
        Dictionary<(string Protocol, int Port), List<(string Address, DeclaredWorkload Workload)>> claims,
        DeclaredWorkload workload,
        PortMapping mapping,
        PortRange range)
    {
        (int, DeclaredWorkload)? found = null;
        foreach (var protocol in mapping.Protocols)
        {
            for (var port = range.First; port <= range.Last; port++)
            {
                if (!claims.TryGetValue((protocol, port), out var holders))
                    claims[(protocol, port)] = holders = [];
                foreach (var (address, holder) in holders.Take(MaxClaimsCompared))
                {
                    if (Meet(address, mapping.Address) && holder.HostsText == workload.HostsText)
                        found ??= (port, holder);
                }

                holders.Add((mapping.Address, workload));
            }
        }

        return found;
    }

    private static bool Meet(string left, string right) =>
        string.Equals(left, right, StringComparison.Ordinal) || IsAny(left, right) || IsAny(right, left);

    private static bool IsAny(string address, string other) =>
        address.Length == 0
        || (address is "0.0.0.0" && !other.Contains(':', StringComparison.Ordinal))
        || (address is "::" && (other.Length == 0 || other.Contains(':', StringComparison.Ordinal)));

    private static string Message(DeclaredWorkload workload, string text, (int Port, DeclaredWorkload Workload) other)
    {
        var holder = other.Workload.Key == workload.Key
            ? "is published twice by this workload"
            : $"is published by {Quoting.Quote(other.Workload.Key.Name)} in {SetErrorSink.Place(other.Workload)} too";
        return $"port {other.Port} of the host, in {Quoting.Quote(text)}, {holder}: only one can have it";
    }
}
