namespace OciReconciler.UnitTests.Manifests.Fuzz;

/// <summary>Spoils a file as bytes.</summary>
internal static class ByteMutations
{
    // What breaks parsers more often than noise does.
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "null", "true", "-1e99", "1e999999999", "//", "/*", "*/", "\n",
                "\r\n", "\"image\":", "\"spec\":",
            "\"containers\":{", "[[[[[[[[", "{\"a\":{\"a\":", "''", "\u2028", "\ufeff", "0123456789012345678901234567890123456789",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0], [0xED, 0xA0, 0x80],
    ];

    public static byte[] Apply(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        var rest = bytes.Length - at;
        switch (random.Next(6))
        {
            case 0:
                return Spliced(bytes, at, random.Next(Math.Min(rest, 12) + 1), Pieces[random.Next(Pieces.Length)]);
            case 1:
                return Spliced(bytes, at, random.Next(Math.Min(rest, 40) + 1), []);
            case 2:
                return bytes[..at];
            case 3:
                var from = random.Next(bytes.Length + 1);
                return Spliced(bytes, at, 0, bytes.AsSpan(from, random.Next(Math.Min(bytes.Length - from, 200) + 1)));
            case 4:
                var other = Corpus.Files[random.Next(Corpus.Files.Count)];
                return [.. bytes.AsSpan(0, at), .. other.AsSpan(random.Next(other.Length))];
            default:
                var flipped = bytes.ToArray();
                if (flipped.Length > 0)
                    flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                return flipped;
        }
    }

    private static byte[] Spliced(byte[] bytes, int at, int cut, ReadOnlySpan<byte> piece) =>
        [.. bytes.AsSpan(0, at), .. piece, .. bytes.AsSpan(at + cut)];
}
