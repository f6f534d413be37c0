using OciReconciler.Secrets;
using OciReconciler.UnitTests.Secrets;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>Secrets of the model: each has the number of the version that it came with, which is its plain text too.</summary>
internal sealed class SimulatedSecrets(SimulatedHost host) : ISecretDecryptor
{
    public Task<byte[]> DecryptAsync(WorkloadKey key, Secret secret, CancellationToken cancellationToken) =>
        Task.FromResult(Encoding.ASCII.GetBytes(secret.Ciphertext.Digest));

    /// <summary>Where a file of a command line lies on the host's disk.</summary>
    public string OnDisk(string source) =>
        Path.Combine(host.Disk.Run, "secrets", Path.GetRelativePath(SecretPaths.DefaultDirectory, source));

    /// <summary>What is not as it should be with a workload's files, or null.</summary>
    public string? Difference(ExpectedWorkload wanted)
    {
        var directory = Path.Combine(host.Disk.Run, "secrets", wanted.Name);
        var there = Directory.Exists(directory) ? Directory.GetFiles(directory).Select(Path.GetFileName).ToList() : [];
        string[] expected = wanted.HasSecret ? [$"db-{SampleSecret.Ciphertext(wanted.Version).Digest}"] : [];
        // What is not started is not stable either: the version before, to which a rollback would go, keeps its file.
        var kept = wanted.AutoStart ? 0 : 1;
        return expected.All(there.Contains) && there.Count <= expected.Length + kept
            ? null
            : $"{wanted.Name} has the files {string.Join(", ", there)} of secrets, not {string.Join(", ", expected)}";
    }
}
