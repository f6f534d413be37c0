using System.Security.Cryptography;
using System.Text;
using OciReconciler.Model.Digests;

namespace OciReconciler.Model.Hashing;

/// <summary>
/// The secret that digests of inputs are keyed with. Every local user can read a mark: without a key, whoever guesses a short password in
/// an environment file could see from the digest whether the guess is right. A digest says which key it was made with, so that another
/// key is no other input. Thread-safe.
/// </summary>
public sealed class InputsKey
{
    /// <summary>Bytes of a key.</summary>
    public const int Length = 32;

    // Three digits say that there is a key, five say which, eight are the digest: as many as a mark has had since before there were keys.
    private const string Keyed = "fe1";
    private const int KeyDigits = 5;
    private const int DigestDigits = 8;

    private readonly byte[] _key;
    private readonly string _prefix;

    /// <summary>Takes a key.</summary>
    /// <param name="key"><see cref="Length"/> bytes that nobody can guess.</param>
    public InputsKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
            throw new ArgumentException($"A key has {Length} bytes, not {key.Length}.", nameof(key));
        _key = key.ToArray();
        _prefix = Keyed + Hex("key", KeyDigits);
    }

    /// <summary>A key of its own, which nobody else has.</summary>
    public static InputsKey Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Digests the inputs of a workload. An image alone is no secret: without files there is no key in it.</summary>
    /// <param name="imageId">As for <see cref="SpecHash.Inputs"/>.</param>
    /// <param name="fileDigests">As for <see cref="SpecHash.Inputs"/>.</param>
    public InputsDigest Digest(string imageId, IReadOnlyDictionary<string, string> fileDigests)
    {
        var unkeyed = SpecHash.Inputs(imageId, fileDigests);
        return fileDigests.Count == 0
            ? new InputsDigest(unkeyed)
            : new InputsDigest(_prefix + Hex("inputs " + unkeyed, DigestDigits)) { Former = [unkeyed] };
    }

    /// <summary>Whether this key, and not another one, made a digest.</summary>
    public bool Made(string hash) => hash.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>Whether another key made a digest: what it was made of is not known.</summary>
    public bool IsOfAnother(string hash) => hash.StartsWith(Keyed, StringComparison.Ordinal) && !Made(hash);

    private string Hex(string text, int digits) =>
        Convert.ToHexStringLower(Sha256.Hmac(_key, Encoding.ASCII.GetBytes(text)))[..digits];
}
