using System.Diagnostics.CodeAnalysis;

namespace OciReconciler.Model.Git;

/// <summary>The full name of a commit: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits.</summary>
public readonly record struct CommitId
{
    private CommitId(string digits) => Digits = digits;

    /// <summary>All digits; empty for the default value, which names no commit.</summary>
    public string Digits => field ?? "";

    /// <summary>As people are shown it.</summary>
    public string Abbreviated => ShortId.Of(Digits);

    /// <summary>Parses a full name; abbreviations and upper case are none. Never throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CommitId id)
    {
        var isFull = text is { Length: 40 or 64 } && text.All(char.IsAsciiHexDigitLower);
        id = isFull ? new CommitId(text!) : default;
        return isFull;
    }

    /// <inheritdoc/>
    public override string ToString() => Digits;
}
