using System.Text;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>
/// The form of what age has encrypted: armor, base64 and header, as the age specification has them (C2SP, age.md). Whether it can be
/// decrypted is for the host to find out. Messages never show the value: it may be a plain text that somebody put in the wrong place.
/// </summary>
internal static class AgeSyntax
{
    /// <summary>The largest ciphertext, in bytes without armor. Its plain text is always smaller.</summary>
    public const int MaxBytes = 64 * 1024;

    // Stanzas begin with "-> ", and the last line of the header with "---".
    private const string FirstStanza = AgeCiphertext.Header + "\n-> ";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> HeaderEnd => "\n--- "u8;

    private static ReadOnlySpan<byte> Newline => "\n"u8;

    /// <summary>Whether a text is what age, SOPS or the like have encrypted, or a part of it.</summary>
    public static bool LooksEncrypted(string text) =>
        text.Contains(AgeCiphertext.ArmorBegin, StringComparison.Ordinal)
        || text.StartsWith(AgeCiphertext.Header, StringComparison.Ordinal)
        || LooksLikeSops(text);

    /// <summary>Whether a text has a value in it that SOPS has encrypted.</summary>
    public static bool LooksLikeSops(string text) => text.Contains("ENC[AES256_GCM,", StringComparison.Ordinal);

    /// <summary>Reads armored text.</summary>
    /// <returns>The ciphertext, or what is wrong.</returns>
    public static (AgeCiphertext? Ciphertext, string? Problem) OfArmor(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith(AgeCiphertext.ArmorBegin, StringComparison.Ordinal))
        {
            return (null, LooksLikeSops(trimmed)
                ? "is a value of SOPS, which is not decrypted here: encrypt the plain text with age --armor"
                : $"is no armored text of age, which begins with {AgeCiphertext.ArmorBegin}: encrypt the plain text with age --armor");
        }

        var end = trimmed.IndexOf(AgeCiphertext.ArmorEnd, StringComparison.Ordinal);
        if (end < 0)
            return (null, $"is cut off: the armor does not end with {AgeCiphertext.ArmorEnd}");
        if (end + AgeCiphertext.ArmorEnd.Length != trimmed.Length)
            return (null, "has something after the end of the armor: give one armored text alone");
        var bytes = new byte[trimmed.Length];
        return Convert.TryFromBase64String(trimmed[AgeCiphertext.ArmorBegin.Length..end], bytes, out var length)
            ? OfBytes(bytes.AsSpan(0, length))
            : (null, "is damaged: what stands in the armor is no base64");
    }

    /// <summary>Reads a file, armored or not.</summary>
    /// <returns>The ciphertext, or what is wrong.</returns>
    public static (AgeCiphertext? Ciphertext, string? Problem) OfFile(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("age-encryption.org/"u8))
            return OfBytes(content);
        // Armor is a third longer than what is in it, and has line breaks.
        if (content.Length > 2 * MaxBytes)
            return (null, TooLarge);
        try
        {
            return OfArmor(Strict.GetString(content));
        }
        catch (DecoderFallbackException)
        {
            return (null, $"is no file of age, which begins with {AgeCiphertext.Header} or {AgeCiphertext.ArmorBegin}: encrypt the plain "
                + "text with age");
        }
    }

    private static string TooLarge => $"is larger than the {MaxBytes} bytes that a secret can have";

    private static (AgeCiphertext? Ciphertext, string? Problem) OfBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return (null, TooLarge);
        if (!bytes.StartsWith(Encoding.ASCII.GetBytes(FirstStanza)))
        {
            return (null, $"is no ciphertext of age as it is known here: it does not begin with {AgeCiphertext.Header} and a recipient. "
                + "Encrypt the plain text with age");
        }

        // The payload is at least a nonce of 16 bytes and the tag of a last chunk, of another 16.
        var end = bytes.IndexOf(HeaderEnd);
        var line = end < 0 ? -1 : bytes[(end + 1)..].IndexOf(Newline);
        return line < 0 || bytes.Length - (end + 1 + line + 1) < 32
            ? (null, "is cut off: the ciphertext has no end")
            : (new AgeCiphertext(bytes), null);
    }
}
