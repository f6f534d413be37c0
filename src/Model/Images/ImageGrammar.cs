using System.Buffers;

namespace OciReconciler.Model.Images;

/// <summary>The character rules of image references. Null stands for "not given" and is fine.</summary>
internal static class ImageGrammar
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string LowerDigits = Lower + Digits;
    private const string Word = LowerDigits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> Decimal = SearchValues.Create(Digits);
    private static readonly SearchValues<char> IPv6 = SearchValues.Create("0123456789abcdefABCDEF:");
    private static readonly SearchValues<char> TagCharacters = SearchValues.Create(Word + ".-");

    /// <summary>At most 128 of letters, digits, <c>_ . -</c>; begins with neither dot nor dash.</summary>
    public static bool IsTag(string? tag) =>
        tag is null
        || (tag.Length is > 0 and <= 128
            && Word.Contains(tag[0], StringComparison.Ordinal)
            && !tag.AsSpan().ContainsAnyExcept(TagCharacters));

    /// <summary>Lower-case hex digits only.</summary>
    public static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Hex);

    /// <summary><c>ALGORITHM:HEX</c> of an algorithm that the engines know, with all its digits.</summary>
    public static bool IsDigest(string? digest)
    {
        if (digest is null) return true;
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return false;
        var digits = digest[..colon] switch { "sha256" => 64, "sha384" => 96, "sha512" => 128, _ => -1 };
        return digest.Length - colon - 1 == digits && IsHex(digest.AsSpan(colon + 1));
    }

    /// <summary>Components joined by slashes.</summary>
    public static bool IsRepository(string path) => path.Split('/').All(IsComponent);

    /// <summary>A host name, an IPv4 address or a bracketed IPv6 address, with or without a port.</summary>
    public static bool IsHost(string host)
    {
        var name = host.AsSpan();
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']'))
        {
            var port = name[(colon + 1)..];
            if (port.Length is 0 or > 5 || port.ContainsAnyExcept(Decimal)) return false;
            name = name[..colon];
        }

        if (name.Length > 2 && name[0] == '[' && name[^1] == ']') return !name[1..^1].ContainsAnyExcept(IPv6);
        return !name.IsEmpty && name.ToString().Split('.').All(IsHostLabel);
    }

    private static bool IsHostLabel(string label) =>
        label.Length > 0 && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && label[0] != '-' && label[^1] != '-';

    private static bool IsLowerOrDigit(char character) => LowerDigits.Contains(character, StringComparison.Ordinal);

    /// <summary>Lower-case words joined by one dot, one or two underscores, or dashes.</summary>
    private static bool IsComponent(string component)
    {
        if (component.Length == 0 || !IsLowerOrDigit(component[0]) || !IsLowerOrDigit(component[^1])) return false;
        for (var i = 0; i < component.Length;)
        {
            var start = i;
            while (i < component.Length && !IsLowerOrDigit(component[i])) i++;
            if (i > start && !IsSeparator(component.AsSpan(start, i - start))) return false;
            while (i < component.Length && IsLowerOrDigit(component[i])) i++;
        }

        return true;
    }

    private static bool IsSeparator(ReadOnlySpan<char> text) => text is "." or "_" or "__" || !text.ContainsAnyExcept('-');
}
