using OciReconciler.Images;
using OciReconciler.Secrets;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Secrets;

/// <summary>A store of secrets in a directory of its own, which decrypts everything to the same plain text.</summary>
internal sealed class SecretFixture : ISecretDecryptor, IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public SecretFixture() => Store = NewStore();

    public static HostUser Alice { get; } = new("alice", 4242, "/home/alice", Lingers: false);

    public string Directory => _temporary["secrets"];

    public SecretStore Store { get; }

    public string Plain { get; set; } = "A=plain text";

    public ImagePrepareException? Failure { get; set; }

    /// <summary>What was decrypted, as WORKLOAD/SECRET.</summary>
    public List<string> Decrypted { get; } = [];

    /// <summary>Buffers of plain text that were handed out.</summary>
    public List<byte[]> Buffers { get; } = [];

    /// <summary>Whose files were given away to.</summary>
    public List<string> Owners { get; } = [];

    public static WorkloadSpec Spec(params Secret[] secrets) =>
        new() { Key = new WorkloadKey("web"), Image = "nginx", Secrets = [.. secrets] };

    /// <summary>That of a controller that was started again.</summary>
    public SecretStore NewStore() => new(Directory, this, name => name == Alice.Name ? Alice : null, (_, uid, gid, _) =>
    {
        Owners.Add($"{uid}:{gid}");
        return Task.CompletedTask;
    });

    public Task EnsureAsync(WorkloadSpec spec) => Store.EnsureAsync(spec, TestContext.Current.CancellationToken);

    /// <summary>Everything below the directory and itself, with modes in octal.</summary>
    public string[] Files() =>
    [
        .. System.IO.Directory.EnumerateFileSystemEntries(_temporary.Path, "*", SearchOption.AllDirectories)
            .Select(
                path => $"{Path.GetRelativePath(_temporary.Path, path)} {Convert.ToString((int)System.IO.File.GetUnixFileMode(path), 8)}")
            .Order(StringComparer.Ordinal),
    ];

    public Task<byte[]> DecryptAsync(WorkloadKey key, Secret secret, CancellationToken cancellationToken)
    {
        Decrypted.Add($"{key.Name}/{secret.Name}");
        if (Failure is not null)
            throw Failure;
        var buffer = Encoding.UTF8.GetBytes(Plain);
        Buffers.Add(buffer);
        return Task.FromResult(buffer);
    }

    public void Dispose() => _temporary.Dispose();
}
