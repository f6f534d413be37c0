using System.Globalization;
using System.Text.RegularExpressions;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>A method call as a monitor of the bus saw it.</summary>
/// <param name="Destination">The name that was called.</param>
/// <param name="Arguments">Those arguments that are strings, with spaces between them.</param>
/// <param name="Microseconds">When, since 1970.</param>
public sealed partial record SeenCall(
    string Destination, string Interface, string Member, string Path, string Arguments, long Microseconds)
{
    private const string Units = "/org/freedesktop/systemd1/unit/";

    /// <summary>Such as <c>Manager.StartUnit</c>.</summary>
    public string Method => $"{Interface[(Interface.LastIndexOf('.') + 1)..]}.{Member}";

    /// <summary>
    /// The method, the unit where the object is one, and the arguments: <c>Manager.StartUnit docker-web.service replace</c>.
    /// </summary>
    public string Line => $"{Method} {Unit}{Arguments}".TrimEnd();

    // systemd writes what is neither a letter nor a digit as _ and its two hexadecimal digits.
    private string Unit => !Path.StartsWith(Units, StringComparison.Ordinal)
        ? ""
        : Escaped().Replace(Path[Units.Length..],
            match => $"{(char)byte.Parse(match.ValueSpan[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)}") + " ";

    [GeneratedRegex("_[0-9a-f]{2}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escaped();
}
