using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>Who publishes which ports of the host. Nearly each has one holder, which therefore needs no list. Not thread-safe.</summary>
internal sealed class PortClaims
{
    private const int MaxClaimsCompared = 50;

    private readonly Dictionary<(string Protocol, int Port), Claim> _first = [];
    private readonly Dictionary<(string Protocol, int Port), List<Claim>> _others = [];

    /// <summary>Adds the ports of a mapping.</summary>
    /// <returns>The first of them that another one has, or the same workload once more, and who; null: nobody has any.</returns>
    public (int Port, DeclaredWorkload Workload)? Add(DeclaredWorkload workload, PortMapping mapping)
    {
        var range = mapping.Host!.Value;
        (int, DeclaredWorkload)? found = null;
        foreach (var protocol in mapping.Protocols)
        {
            for (var port = range.First; port <= range.Last; port++)
            {
                if (Add((protocol, port), new Claim(mapping.Address, workload)) is { } holder)
                    found ??= (port, holder);
            }
        }

        return found;
    }

    private DeclaredWorkload? Add((string Protocol, int Port) port, Claim claim)
    {
        if (_first.TryAdd(port, claim))
            return null;
        if (!_others.TryGetValue(port, out var others))
            _others[port] = others = [];
        var holder = others.Prepend(_first[port]).Take(MaxClaimsCompared).FirstOrDefault(other => Meet(other, claim));
        others.Add(claim);
        return holder.Workload;
    }

    private static bool Meet(Claim left, Claim right) =>
        (string.Equals(left.Address, right.Address, StringComparison.Ordinal)
            || IsAny(left.Address, right.Address)
            || IsAny(right.Address, left.Address))
        && left.Workload.HostsText == right.Workload.HostsText;

    private static bool IsAny(string address, string other) =>
        address.Length == 0
        || (address is "0.0.0.0" && !other.Contains(':', StringComparison.Ordinal))
        || (address is "::" && (other.Length == 0 || other.Contains(':', StringComparison.Ordinal)));

    private readonly record struct Claim(string Address, DeclaredWorkload Workload);
}
