using System.Text.Json.Serialization;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Rollouts;

namespace OciReconciler.Model.Status;

/// <summary>What we publish about a workload. Derived; never read back as input.</summary>
public sealed record WorkloadStatus
{
    /// <summary>The workload's name.</summary>
    public required string Name { get; init; }

    /// <summary>podman or docker.</summary>
    public required string Backend { get; init; }

    /// <summary>Full unit name.</summary>
    public required string Unit { get; init; }

    /// <summary>The file that declares it.</summary>
    public required string File { get; init; }

    /// <summary>The engine's log driver; null: published by a controller that did not say.</summary>
    public string? LogDriver { get; init; }

    /// <summary>Image reference.</summary>
    public required string Image { get; init; }

    /// <summary>Whether the controller keeps it running.</summary>
    public required bool AutoStart { get; init; }

    /// <summary>Whether the host is as declared.</summary>
    public required bool InSync { get; init; }

    /// <summary>One word for people: Running, Defined, Starting, Conflict, Pending, Blocked, Failed, ...</summary>
    public required string Phase { get; init; }

    /// <summary>Whether somebody paused it.</summary>
    public bool Paused { get; init; }

    /// <summary>Workloads that it requires, by name.</summary>
    public ImmutableArray<string> DependsOn
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>What it gets decrypted: names, places and digests, never what is in it.</summary>
    public ImmutableArray<SecretStatus> Secrets
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Raised when the desired state changes; counted by this process.</summary>
    public long Generation { get; init; }

    /// <summary>Digest of the desired definition.</summary>
    public string DefinitionHash
    {
        get => field ?? "";
        init;
    }

    /// <summary>Digest of what is defined, or null.</summary>
    public string? AppliedHash { get; init; }

    /// <summary>Full container id, or null.</summary>
    public string? ContainerId { get; init; }

    /// <summary>Id of the container's image, or null.</summary>
    public string? ImageId { get; init; }

    /// <summary>
    /// Digest of that image in the repository of the reference, or null when there is none or the reference stands for another image now.
    /// </summary>
    public string? ImageDigest { get; init; }

    /// <summary>systemd's id of the run that was seen last, 32 hex digits, or null.</summary>
    public string? InvocationId { get; init; }

    /// <summary>What its health check says: None, Starting, Healthy or Unhealthy.</summary>
    public string Health
    {
        get => field ?? "None";
        init;
    }

    /// <summary>How often systemd restarted it since somebody last started it, as far as that was seen.</summary>
    public uint Restarts { get; init; }

    /// <summary>How its main process last ended, or null.</summary>
    public LastExit? LastExit { get; init; }

    /// <summary>How the last change went, or null.</summary>
    public ChangeOutcome? LastChange { get; init; }

    /// <summary>The manifest's version that did not come up, while the one before is in force; or null.</summary>
    public RolledBackRevision? RolledBack { get; init; }

    /// <summary>
    /// Why what is applied counts as failed, though it stays in force; null: it is good, or may become so. For this process: not published.
    /// </summary>
    [JsonIgnore]
    public FailureReason? Failure { get; init; }

    /// <summary>What keeps the manifest's version from being applied, until that is mended; or null. Likewise not published.</summary>
    [JsonIgnore]
    public FailureReason? Obstacle { get; init; }

    /// <summary>What went wrong in the last preparation of image and inputs without stopping it.</summary>
    public ImmutableArray<PrepareWarning> Warnings
    {
        // The generated JSON reader leaves out the initializer: the file may be of a controller that knew no warnings.
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Ready, Progressing, Degraded, ManifestValid.</summary>
    public ImmutableArray<Condition> Conditions
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Whether nothing in it is null that cannot be, which only a damaged file has.</summary>
    [JsonIgnore]
    public bool IsWhole => Conditions.All(condition => condition is not null)
        && Warnings.All(warning => warning is not null)
        && Secrets.All(secret => secret is { Name: not null, Digest: not null })
        && DependsOn.All(name => name is not null);

    /// <summary>The condition of a type, or null when there is none or, where given, its status is another.</summary>
    public Condition? Find(string type, string? status = null) =>
        Conditions.FirstOrDefault(condition => condition.Type == type && (status is null || condition.Status == status));
}
