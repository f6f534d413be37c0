using System.Buffers;
using System.Text;

namespace OciReconciler.Model.Workloads;

/// <summary>Names of units: what a workload's is called, which are valid, how a text is escaped into one. Pure.</summary>
public static class UnitNames
{
    /// <summary>The longest unit name that systemd takes, in bytes, suffix included.</summary>
    public const int MaxBytes = 255;

    private const string ServiceSuffix = ".service";
    private const string SliceSuffix = ".slice";
    private const string HolderPrefix = "oci-";
    private const string EscapedDash = @"\x2d";

    private static readonly SearchValues<char> ServiceCharacters =
        SearchValues.Create(@"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_.-\@");

    /// <summary>The workload's unit, with ".service": <c>serviceName</c>, or BACKEND-NAME as in NixOS.</summary>
    public static string Of(WorkloadSpec spec) =>
        spec.ServiceName is { } name ? name + ServiceSuffix : Default(spec.Backend, spec.Key.Name);

    /// <summary>
    /// Units of <see cref="WorkloadSpec.DependsOn"/>, in its order, each once.
    /// A name that is missing in <paramref name="unitNames"/> gets BACKEND-NAME.service of this spec's backend.
    /// </summary>
    public static ImmutableArray<string> OfDependencies(WorkloadSpec spec, IReadOnlyDictionary<string, string> unitNames) =>
    [
        .. spec.DependsOn
            .Select(name => unitNames.TryGetValue(name, out var unit) ? unit : Default(spec.Backend, name))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether systemd takes this as the name of a service: its characters, its suffix, at most <see cref="MaxBytes"/>.</summary>
    public static bool IsValidService(ReadOnlySpan<char> unit) =>
        unit.Length > ServiceSuffix.Length
        && unit.Length <= MaxBytes
        && unit.EndsWith(ServiceSuffix, StringComparison.Ordinal)
        && !unit.ContainsAnyExcept(ServiceCharacters);

    /// <summary>
    /// Escapes any text into a part of a unit name, as systemd's <c>unit_name_escape</c> does: over UTF-8 bytes, a slash becomes a dash,
    /// and what is not a letter, digit, colon, underscore or dot becomes <c>\xNN</c>; so does a dot at the start.
    /// </summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            if (c == '/')
                escaped.Append('-');
            else if (IsPlain(c) && !(c == '.' && escaped.Length == 0))
                escaped.Append(c);
            else
                escaped.Append("\\x").Append(Convert.ToHexStringLower([b]));
        }

        return escaped.ToString();
    }

    /// <summary>
    /// The slice that holds a workload's unit: "oci-NAME.slice", the name escaped, because a dash in a slice's name means nesting.
    /// </summary>
    public static string Holder(string name) => $"{HolderPrefix}{Escape(name)}{SliceSuffix}";

    /// <summary>Whether a unit is called as a <see cref="Holder"/> is.</summary>
    public static bool IsHolder(string unit) =>
        unit.StartsWith(HolderPrefix, StringComparison.Ordinal) && unit.EndsWith(SliceSuffix, StringComparison.Ordinal);

    /// <summary>The length of <see cref="Holder"/> of a text in the characters of names, of which the dash alone is escaped.</summary>
    internal static int HolderLength(ReadOnlySpan<char> name) =>
        HolderPrefix.Length + name.Length + (name.Count('-') * (EscapedDash.Length - 1)) + SliceSuffix.Length;

    private static string Default(Backend backend, string name) => $"{BackendNames.Of(backend)}-{name}{ServiceSuffix}";

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '.';

    /// <summary>Pattern of the names that <see cref="ImageStream"/> gives.</summary>
    public const string ImageStreamPattern = "oci-*-image.service";

    /// <summary>Name of the unit in which a workload's imageStream runs.</summary>
    public static string ImageStream(WorkloadKey key) => $"oci-{key.Name}-image.service";
}
