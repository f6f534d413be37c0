namespace OciReconciler.Model.Conditions;

// Secrets: why one could not be made ready. What runs is not touched.
public static partial class Reasons
{
    /// <summary>There is nothing to decrypt the secrets of a workload with.</summary>
    /// <remarks>give <c>secrets.ageIdentityFile</c> in the settings, and put the file there</remarks>
    public const string SecretIdentityMissing = nameof(SecretIdentityMissing);

    /// <summary>A secret could not be decrypted: it is for another identity, or damaged, or <c>age</c> is not installed.</summary>
    /// <remarks>as the message says; it is tried again after 2 s, doubling to 5 min</remarks>
    public const string SecretNotDecrypted = nameof(SecretNotDecrypted);

    /// <summary>A secret that becomes environment is no list of NAME=VALUE lines.</summary>
    /// <remarks>encrypt it anew</remarks>
    public const string SecretNotEnvironment = nameof(SecretNotEnvironment);

    /// <summary>The plain text of a secret could not be written below <c>/run</c>.</summary>
    /// <remarks>free space there, or make it writable</remarks>
    public const string SecretNotWritten = nameof(SecretNotWritten);
}
