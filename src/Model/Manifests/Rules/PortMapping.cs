using System.Runtime.InteropServices;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>A published port or range, taken apart.</summary>
/// <param name="Address">Address of the host, or empty for all.</param>
/// <param name="Host">Ports of the host, or null when the engine chooses.</param>
/// <param name="Container">Ports of the container.</param>
/// <param name="Protocols">tcp, udp, sctp; in lower case.</param>
internal sealed record PortMapping(string Address, PortRange? Host, PortRange Container, ImmutableArray<string> Protocols);

/// <summary>Ports from first to last, both in it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PortRange(int First, int Last)
{
    public int Count => Last - First + 1;
}
