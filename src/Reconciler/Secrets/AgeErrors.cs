namespace OciReconciler.Secrets;

/// <summary>
/// What age says on its standard error, in words that say what to do. Its own words are never passed on: it quotes parts of files, and the
/// file that it is given as an identity may be anything. Found with age 1.1.1. Pure.
/// </summary>
internal static class AgeErrors
{
    private static readonly (string Phrase, string Meaning)[] Known =
    [
        ("no identity matched",
            "it was encrypted for others than {0}. Encrypt it for that one's recipient (age-keygen -y FILE prints it)."),
        ("incorrect passphrase", "it was encrypted with a passphrase. Encrypt it for the recipient of {0}."),
        ("passphrase-encrypted", "it was encrypted with a passphrase. Encrypt it for the recipient of {0}."),
        ("malformed secret key", "{0} is damaged, or holds no identity of age."),
        ("unknown identity type", "{0} holds no identity of age, and no private key of ssh that age knows."),
        ("no secret keys found", "{0} has no identity in it."),
        ("failed to read header", "the ciphertext is damaged. Encrypt it anew."),
        ("invalid armor", "the ciphertext is damaged. Encrypt it anew."),
        ("bad header MAC", "the ciphertext was changed after it was encrypted. Encrypt it anew."),
        ("payload chunk", "the ciphertext was changed after it was encrypted, or cut off. Encrypt it anew."),
        ("unexpected EOF", "the ciphertext is cut off. Encrypt it anew."),
        ("permission denied", "age may not read {0}."),
    ];

    /// <summary>What it means, in a sentence.</summary>
    /// <param name="errors">Its standard error.</param>
    /// <param name="identity">Where the identity is.</param>
    public static string InWords(string errors, string identity)
    {
        var meaning = Known.FirstOrDefault(known => errors.Contains(known.Phrase, StringComparison.OrdinalIgnoreCase)).Meaning;
        return meaning is null
            ? $"age failed. To see why, as root: age --decrypt --identity {identity} CIPHERTEXT"
            : meaning.Replace("{0}", $"the identity {identity}", StringComparison.Ordinal);
    }
}
