namespace OciReconciler.Model.Status;

/// <summary>A secret of a workload, as it is published: nothing of its content.</summary>
/// <param name="Target">Absolute path in the container; null: it is environment.</param>
/// <param name="Digest">12 hex digits of the digest of its ciphertext: another one is another secret, or the same encrypted anew.</param>
public sealed record SecretStatus(string Name, string? Target, string Digest)
{
    /// <summary>For people.</summary>
    public override string ToString() => $"{Name} ({(Target is null ? "environment" : Target)}, ciphertext {Digest})";
}
