using System.Buffers;

namespace OciReconciler.Model.Workloads;

/// <summary>
/// The identity of a workload: <c>metadata.name</c> of its manifest. Every queue and map is keyed by it, and files, units and containers
/// are named after it. So whatever a text comes from (a manifest, a label, the name of a file, the command line), it becomes a key only
/// when it is such a name, and no key leads out of a directory.
/// </summary>
public readonly record struct WorkloadKey : IComparable<WorkloadKey>
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    private readonly string? _name;

    /// <summary>The key of a text that is known to be a name.</summary>
    /// <exception cref="ArgumentException">
    /// It is none: see <see cref="IsName"/>. Ask <see cref="TryParse"/> about what comes from outside.
    /// </exception>
    public WorkloadKey(string name) =>
        _name = IsName(name)
            ? name
            : throw new ArgumentException(
                "This is no name of a workload: letters, digits, '_', '.' and '-', a letter or digit first.", nameof(name));

    /// <summary>The name, as written; compared ordinally.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, the key of nothing.</exception>
    public string Name => _name ?? throw new InvalidOperationException("A workload key without a name.");

    /// <summary>The key of a text from outside, or null when no workload can have that name. Never throws.</summary>
    public static WorkloadKey? TryParse(string? text) => IsName(text) ? new WorkloadKey(text!) : null;

    /// <summary>As <see cref="TryParse"/>, of a part of a text. Makes no string of what is no name.</summary>
    internal static WorkloadKey? TryParsePart(ReadOnlySpan<char> text) => IsNamePart(text) ? new WorkloadKey(text.ToString()) : null;

    /// <summary>
    /// Whether a workload can have that name: letters and digits of ASCII, '_', '.' and '-', a letter or digit first, which is what both
    /// engines take; and so short that the slice which holds its unit has a name that systemd takes.
    /// </summary>
    public static bool IsName(string? text) => IsNamePart(text);

    /// <inheritdoc/>
    public int CompareTo(WorkloadKey other) => string.CompareOrdinal(_name, other._name);

    /// <summary>The name.</summary>
    public override string ToString() => _name ?? "";

    /// <summary>Ordinal order of names.</summary>
    public static bool operator <(WorkloadKey left, WorkloadKey right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of names.</summary>
    public static bool operator >(WorkloadKey left, WorkloadKey right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of names.</summary>
    public static bool operator <=(WorkloadKey left, WorkloadKey right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of names.</summary>
    public static bool operator >=(WorkloadKey left, WorkloadKey right) => left.CompareTo(right) >= 0;

    /// <summary>Whether a text is made of what names are made of, however long it is.</summary>
    internal static bool HasNameCharacters(ReadOnlySpan<char> text) =>
        text is [var first, ..] && char.IsAsciiLetterOrDigit(first) && !text.ContainsAnyExcept(NameCharacters);

    private static bool IsNamePart(ReadOnlySpan<char> text) =>
        text.Length < UnitNames.MaxBytes && HasNameCharacters(text) && UnitNames.HolderLength(text) <= UnitNames.MaxBytes;
}
