using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace OciReconciler.Model.Workloads;

/// <summary>Says whether a unit or container is ours, and at which hashes: names of holders, marks in descriptions, labels. Pure.</summary>
public static class Ownership
{
    /// <summary>Labels under this prefix are ours: manifests may not set them.</summary>
    public const string LabelPrefix = "oci-reconciler.";

    /// <summary>Label of our containers; its value is the workload's name.</summary>
    public const string WorkloadLabel = "oci-reconciler.workload";

    /// <summary>All holders match this pattern of ListUnitsByPatterns.</summary>
    public const string HolderPattern = "oci-*.slice";

    private const string Format = "oci-reconciler/1";
    private const string HelperMark = $" ({Format} helper)";
    private const int MarkWords = 6;
    private const int HashDigits = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The slice that holds a workload's unit.</summary>
    public static string HolderUnit(WorkloadKey key) => UnitNames.Holder(key.Name);

    /// <summary>
    /// Description of the holder: the mark alone, <c>oci-reconciler/1 NAME UNIT DEFINITIONHASH INPUTSHASH RENDERVERSION</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The mark could not be read back.</exception>
    public static string HolderDescription(OwnershipMark mark) =>
        IsWellFormed(mark)
            ? $"{Format} {mark.Key.Name} {mark.Unit} {mark.DefinitionHash} {mark.InputsHash} {mark.RenderVersion}"
            : throw new ArgumentException(
                $"The mark of workload {mark.Key.Name} has a unit or hash that a description cannot carry.", nameof(mark));

    /// <summary>
    /// Description of the service, for people: <c>NAME: IMAGE (MARK)</c>. Control characters of the image become question marks.
    /// </summary>
    /// <param name="image">The image reference, as written.</param>
    /// <exception cref="ArgumentException">The mark could not be read back.</exception>
    public static string ServiceDescription(string image, OwnershipMark mark) =>
        $"{mark.Key.Name}: {Clean(image)} ({HolderDescription(mark)})";

    /// <summary>Description of a unit that the controller runs for itself: text for people, and a mark that says so.</summary>
    public static string HelperDescription(string text) => Clean(text) + HelperMark;

    /// <summary>Whether a description is one of <see cref="HelperDescription"/>: a unit of the administrator's may have the name.</summary>
    public static bool IsHelper(string? description) => description?.EndsWith(HelperMark, StringComparison.Ordinal) ?? false;

    /// <summary>
    /// Reads the mark in a description of either form; anything else is not ours. Never throws.
    /// That the mark's unit is the one that bears the description is for the caller to compare.
    /// </summary>
    public static bool TryParse(string? description, [NotNullWhen(true)] out OwnershipMark? mark)
    {
        mark = Parse(description);
        return mark is not null;
    }

    // Every description on the host is read here: what is not ours makes no garbage.
    private static OwnershipMark? Parse(ReadOnlySpan<char> description)
    {
        if (!description.EndsWith(')'))
            return ParseMark(description);
        var open = description.LastIndexOf(" (");
        if (open < 0 || ParseMark(description[(open + 2)..^1]) is not { } mark)
            return null;
        var text = description[..open];
        var name = mark.Key.Name;
        return text.StartsWith(name, StringComparison.Ordinal) && text[name.Length..].StartsWith(": ", StringComparison.Ordinal)
            ? mark
            : null;
    }

    private static OwnershipMark? ParseMark(ReadOnlySpan<char> text)
    {
        // With one range more than there are words, a word too many shows.
        Span<Range> words = stackalloc Range[MarkWords + 1];
        if (!text.StartsWith(Format, StringComparison.Ordinal)
            || text.Split(words, ' ') != MarkWords
            || text[words[0]].Length != Format.Length)
            return null;
        var unit = text[words[2]];
        var definition = text[words[3]];
        var inputs = text[words[4]];
        var render = text[words[5]];
        return IsWellFormed(unit, definition, inputs, render) && WorkloadKey.TryParsePart(text[words[1]]) is { } key
            ? new(key, unit.ToString(), definition.ToString(), inputs.ToString(), render.ToString())
            : null;
    }

    private static bool IsWellFormed(OwnershipMark mark) =>
        IsWellFormed(mark.Unit, mark.DefinitionHash, mark.InputsHash, mark.RenderVersion);

    private static bool IsWellFormed(
        ReadOnlySpan<char> unit, ReadOnlySpan<char> definition, ReadOnlySpan<char> inputs, ReadOnlySpan<char> render) =>
        UnitNames.IsValidService(unit) && IsHash(definition) && IsHashOrUnknown(inputs) && IsHashOrUnknown(render);

    private static bool IsHashOrUnknown(ReadOnlySpan<char> text) => text is OwnershipMark.Unknown || IsHash(text);

    private static bool IsHash(ReadOnlySpan<char> text) => text.Length == HashDigits && !text.ContainsAnyExcept(HexDigits);

    // systemd writes a line break in a description into the unit's file as it is, where it starts a line of its own.
    private static string Clean(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c));
}
