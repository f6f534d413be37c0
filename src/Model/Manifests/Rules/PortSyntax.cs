using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>The engines' syntax of published ports.</summary>
internal static class PortSyntax
{
    private const int MaxPort = 65535;

    public static string? Check(string text) => TryParse(text, out _, out var problem) ? null : problem;

    public static bool TryParse(string text, out PortMapping? mapping, out string? problem)
    {
        mapping = null;
        problem = TextRules.Name(text);
        if (problem is not null)
            return false;
        problem = Parse(text, out mapping);
        if (problem is not null)
            problem = $"{Quoting.Quote(text)} is no port: {problem}";
        return problem is null;
    }

    private static string? Parse(string text, out PortMapping? mapping)
    {
        mapping = null;
        var (address, host, container) = ("", default(PortRange?), default(PortRange));
        var problem = SplitProtocols(text, out var ports, out var protocols)
            ?? SplitAddress(ports, out address, out ports)
            ?? SplitPorts(ports, address, out host, out container);
        if (problem is null)
            mapping = new PortMapping(address, host, container, [.. protocols]);
        return problem;
    }

    private static string? SplitProtocols(string text, out string ports, out string[] protocols)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        ports = slash < 0 ? text : text[..slash];
        protocols = (slash < 0 ? "tcp" : text[(slash + 1)..]).ToLowerInvariant().Split(',');
        return protocols.All(protocol => protocol is "tcp" or "udp" or "sctp") ? null : "the protocol after the '/' is tcp, udp or sctp";
    }

    private static string? SplitPorts(string text, string address, out PortRange? host, out PortRange container)
    {
        (host, container) = (null, default);
        var parts = text.Split(':');
        if (parts.Length > 2)
            return "write [IP:][HOSTPORT:]CONTAINERPORT[/PROTOCOL], an IPv6 address in brackets";
        var problem = Range(parts[^1], 1, out container);
        if (problem is not null || parts.Length == 1)
            return problem;
        if (parts[0].Length == 0)
            return address.Length > 0 ? null : "there is no port before the ':': leave out the ':' for a port that the engine chooses";
        problem = Range(parts[0], 0, out var range);
        host = range;
        return problem ?? (range.Count == container.Count || container.Count == 1
            ? null
            : "as many ports of the host as of the container are needed");
    }

    // The address is what stands in brackets, or before the second colon from the end.
    private static string? SplitAddress(string text, out string address, out string ports)
    {
        (address, ports) = ("", text);
        if (text.StartsWith('['))
        {
            var close = text.IndexOf("]:", StringComparison.Ordinal);
            if (close < 0)
                return "a ']' and a ':' are missing after the IPv6 address";
            (address, ports) = (text[1..close], text[(close + 2)..]);
            return IsAddress(address, AddressFamily.InterNetworkV6) ? WithHost(ports) : $"{Quoting.Quote(address)} is no IPv6 address";
        }

        var colons = text.Count(character => character == ':');
        if (colons < 2)
            return null;
        var split = text.LastIndexOf(':', text.LastIndexOf(':') - 1);
        (address, ports) = (text[..split], text[(split + 1)..]);
        if (IsAddress(address, AddressFamily.InterNetwork))
            return null;
        return IsAddress(address, AddressFamily.InterNetworkV6) || address.Contains(':', StringComparison.Ordinal)
            ? "an IPv6 address stands in brackets, such as [::1]:8080:80"
            : $"{Quoting.Quote(address)} is no IP address";
    }

    private static string? WithHost(string ports) =>
        ports.Contains(':', StringComparison.Ordinal) ? null : "after an address both ports are needed, or '::' and the container's";

    // .NET also takes what the engines do not: numbers in octal or hexadecimal, zones and brackets.
    private static bool IsAddress(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address)
        && address.AddressFamily == family
        && (family == AddressFamily.InterNetworkV6
            ? !text.Any(character => character is '%' or '[' or ']' or '/')
            : string.Equals(address.ToString(), text, StringComparison.Ordinal));

    private static string? Range(string text, int lowest, out PortRange range)
    {
        range = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (Port(dash < 0 ? text : text[..dash], lowest, out var first) is { } problem)
            return problem;
        var last = first;
        if (dash >= 0 && Port(text[(dash + 1)..], lowest, out last) is { } lastProblem)
            return lastProblem;
        range = new PortRange(first, last);
        return last < first ? $"the range {text} runs backwards" : null;
    }

    private static string? Port(string text, int lowest, out int port)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
        if (isNumber && port >= lowest && port <= MaxPort)
            return null;
        return text.Length > 0 && text.All(char.IsAsciiDigit)
            ? $"{Quoting.Quote(text)} is not between 1 and {MaxPort}"
            : $"{Quoting.Quote(text)} is no number";
    }
}
