using OciReconciler.Images;

namespace OciReconciler.Secrets;

/// <summary>
/// Decrypts what manifests have as ciphertext. One kind of ciphertext is known; for another one this is where its program is chosen.
/// Thread-safe.
/// </summary>
internal interface ISecretDecryptor
{
    /// <summary>The plain text of a secret, at most as long as its ciphertext. The caller clears it.</summary>
    /// <param name="key">Whose it is, for messages.</param>
    /// <exception cref="ImagePrepareException">
    /// <see cref="Reasons.SecretIdentityMissing"/> or <see cref="Reasons.SecretNotDecrypted"/>; no message has anything of the plain text.
    /// </exception>
    Task<byte[]> DecryptAsync(WorkloadKey key, Secret secret, CancellationToken cancellationToken);
}
