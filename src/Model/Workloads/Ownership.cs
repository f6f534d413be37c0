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
    private const int HashDigits = 16;

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
        mark = null;
        if (description is null)
            return false;
        if (!description.EndsWith(')'))
            return TryParseMark(description, out mark);

        var open = description.LastIndexOf(" (", StringComparison.Ordinal);
        if (open < 0 || !TryParseMark(description[(open + 2)..^1], out var inner))
            return false;
        if (!description[..open].StartsWith($"{inner.Key.Name}: ", StringComparison.Ordinal))
            return false;
        mark = inner;
        return true;
    }

    private static bool TryParseMark(string text, [NotNullWhen(true)] out OwnershipMark? mark)
    {
        mark = text.Split(' ') is [Format, var name, var unit, var definition, var inputs, var render]
                && WorkloadKey.TryParse(name) is { } key
            ? new(key, unit, definition, inputs, render)
            : null;
        if (mark is not null && !IsWellFormed(mark))
            mark = null;
        return mark is not null;
    }

    private static bool IsWellFormed(OwnershipMark mark) =>
        UnitNames.IsValidService(mark.Unit)
        && IsHash(mark.DefinitionHash)
        && (mark.InputsHash is OwnershipMark.Unknown || IsHash(mark.InputsHash))
        && (mark.RenderVersion is OwnershipMark.Unknown || IsHash(mark.RenderVersion));

    private static bool IsHash(string hash) => hash.Length == HashDigits && hash.All(char.IsAsciiHexDigitLower);

    // systemd writes a line break in a description into the unit's file as it is, where it starts a line of its own.
    private static string Clean(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c));
}
