using OciReconciler.Model.Digests;

namespace OciReconciler.Model.Workloads;

/// <summary>
/// What age has encrypted (C2SP's age specification, version 1), in one canonical form whatever it was read from: the same ciphertext has
/// the same digest. Its content is known to nobody without the identity.
/// </summary>
public sealed record AgeCiphertext
{
    /// <summary>How every age file begins.</summary>
    public const string Header = "age-encryption.org/v1";

    /// <summary>The first line of the armor.</summary>
    public const string ArmorBegin = "-----BEGIN AGE ENCRYPTED FILE-----";

    /// <summary>The last line of the armor.</summary>
    public const string ArmorEnd = "-----END AGE ENCRYPTED FILE-----";

    private const int ArmorColumns = 64;
    private const int DigestDigits = 12;

    /// <summary>Takes the bytes of an age file, without armor.</summary>
    /// <param name="bytes">Begins with <see cref="Header"/>; the caller has checked that.</param>
    public AgeCiphertext(ReadOnlySpan<byte> bytes)
    {
        var base64 = Convert.ToBase64String(bytes);
        var lines = base64.Chunk(ArmorColumns).Select(line => new string(line));
        Armor = string.Join('\n', [ArmorBegin, .. lines, ArmorEnd, ""]);
        Digest = Sha256.Hex(bytes)[..DigestDigits];
    }

    /// <summary>Reads armored text that was checked before, or null when it is none.</summary>
    public static AgeCiphertext? TryParse(string armor)
    {
        var (begin, end) = (armor.IndexOf(ArmorBegin, StringComparison.Ordinal), armor.IndexOf(ArmorEnd, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            return null;
        var bytes = new byte[armor.Length];
        return Convert.TryFromBase64String(armor[(begin + ArmorBegin.Length)..end], bytes, out var length)
            ? new AgeCiphertext(bytes.AsSpan(0, length))
            : null;
    }

    /// <summary>The armored text: lines of 64 characters, each ended by a newline.</summary>
    public string Armor { get; }

    /// <summary>
    /// 12 lower-case hex digits of SHA-256 of the bytes: tells one ciphertext from another, and says nothing of its content.
    /// </summary>
    public string Digest { get; }

    /// <summary>For messages: never the ciphertext.</summary>
    public override string ToString() => $"ciphertext {Digest}";
}
