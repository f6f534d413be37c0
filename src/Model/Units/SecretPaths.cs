using System.Text;
using OciReconciler.Model.Digests;

namespace OciReconciler.Model.Units;

/// <summary>
/// Where the plain text of secrets lies on the host: DIRECTORY/WORKLOAD/NAME-DIGEST. Names of workloads and secrets have no '/' by
/// construction, so that nothing of a manifest becomes another path. Pure.
/// </summary>
public static class SecretPaths
{
    /// <summary>The directory, unless <c>runtimeDirectory</c> says otherwise.</summary>
    public const string DefaultDirectory = "/run/oci-reconciler/secrets";

    private const int DigestDigits = 12;

    /// <summary>The file of a secret.</summary>
    /// <param name="directory">Of the secrets of all workloads; null: <see cref="DefaultDirectory"/>.</param>
    public static string Of(string? directory, WorkloadSpec spec, Secret secret) => $"{Of(directory, spec.Key)}/{NameOf(spec, secret)}";

    /// <summary>The directory of one workload.</summary>
    /// <param name="directory">As for <see cref="Of(string?, WorkloadSpec, Secret)"/>.</param>
    public static string Of(string? directory, WorkloadKey key) => $"{directory ?? DefaultDirectory}/{key.Name}";

    /// <summary>
    /// Name of the file: all that makes it another file is in the digest, so that a version and the one before have files of their own.
    /// </summary>
    public static string NameOf(WorkloadSpec spec, Secret secret) => $"{secret.Name}-{DigestOf(spec, secret)}";

    private static string DigestOf(WorkloadSpec spec, Secret secret)
    {
        if (secret is { Owner: null, Mode: null } && spec.RootlessUser is null)
            return secret.Ciphertext.Digest;
        var text = string.Join('\n', secret.Ciphertext.Digest, secret.Owner, secret.Mode, spec.RootlessUser);
        return Sha256.Hex(Encoding.UTF8.GetBytes(text))[..DigestDigits];
    }
}
