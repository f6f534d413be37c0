namespace OciReconciler.Configuration;

/// <summary>How secrets of manifests are decrypted.</summary>
internal sealed record SecretsOptions
{
    /// <summary>
    /// Absolute path of a file with identities of age, or of a private key of ssh, or <c>credential:NAME</c> for a credential of the
    /// controller's unit; empty: there is none, and workloads with secrets are not defined.
    /// </summary>
    public string AgeIdentityFile { get; set; } = "";
}
