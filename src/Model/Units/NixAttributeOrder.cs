namespace OciReconciler.Model.Units;

/// <summary>
/// Nix's order of the names in a set: by their bytes in UTF-8, which is by code points. .NET's ordinal order is by UTF-16, which puts what
/// lies beyond U+FFFF before U+E000.
/// </summary>
internal sealed class NixAttributeOrder : IComparer<string>
{
    public static NixAttributeOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var same = left.CommonPrefixLength(right);
        return same == left.Length || same == right.Length
            ? left.Length.CompareTo(right.Length)
            : Weight(left[same]).CompareTo(Weight(right[same]));
    }

    // Halves of a pair stand for code points beyond all others.
    private static int Weight(char character) => char.IsSurrogate(character) ? character + 0x10000 : character;
}
