using System.Text.Json.Serialization;

namespace OciReconciler.Configuration;

/// <summary>Settings of the controller. Command line options win over the file, the file over these defaults.</summary>
/// <remarks>Set, not init: the generated reader gives what is missing in the file to an init property as zero or null.</remarks>
internal sealed record ReconcilerOptions
{
    public const string DefaultManifestDirectory = "/etc/oci-reconciler/manifests";

    private ImmutableArray<string> _manifests;

    /// <summary>Directories of manifests.</summary>
    public ImmutableArray<string> Manifests
    {
        get => _manifests.IsDefault ? [] : _manifests;
        set => _manifests = value;
    }

    /// <summary>Whether somebody said which directories, if only that there are none.</summary>
    [JsonIgnore]
    public bool NamesManifests => !_manifests.IsDefault;

    /// <summary>Further sources, after <see cref="Manifests"/>: the first that declares a name wins.</summary>
    public ImmutableArray<SourceOptions> Sources { get; set; } = [];

    /// <summary>What manifests are rendered for.</summary>
    public NodeOptions Node { get; set; } = new();

    /// <summary>How secrets of manifests are decrypted.</summary>
    public SecretsOptions Secrets { get; set; } = new();

    /// <summary>Backend of a manifest that names none.</summary>
    public Backend Backend { get; set; } = Backend.Podman;

    /// <summary>Lock, status, published settings: gone after a reboot.</summary>
    public string RuntimeDirectory { get; set; } = "/run/oci-reconciler";

    /// <summary>Last valid manifests and events: kept over a reboot.</summary>
    public string StateDirectory { get; set; } = "/var/lib/oci-reconciler";

    /// <summary>podman's API socket.</summary>
    public string PodmanSocket { get; set; } = "/run/podman/podman.sock";

    /// <summary>docker's API socket.</summary>
    public string DockerSocket { get; set; } = "/run/docker.sock";

    /// <summary>How often everything is reconciled without an event, in seconds.</summary>
    public int ResyncSeconds { get; set; } = 60;

    /// <summary>How often a manifest directory is listed without an event, in seconds.</summary>
    public int RescanSeconds { get; set; } = 15;

    /// <summary>How many components are worked on at once.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>How long a pass waits for a start job, in seconds. A longer one goes on, and is reported as starting.</summary>
    public int StartWaitSeconds { get; set; } = 5;

    /// <summary>How long a program of imageStream may run, in seconds.</summary>
    public int ImageStreamSeconds { get; set; } = 1800;

    /// <summary>How long the removal of more than half of all workloads at once is delayed, in seconds.</summary>
    public int MassRemovalGraceSeconds { get; set; } = 60;

    /// <summary>Removes any number of workloads at once without waiting.</summary>
    public bool AllowMassRemoval { get; set; }

    /// <summary>Logs every plan and step.</summary>
    public bool Debug { get; set; }

    /// <summary>
    /// Held by the controller of this host, whatever its settings: units and containers bear marks that know no settings either.
    /// </summary>
    public const string HostLockFile = "/run/oci-reconciler/lock";

    /// <summary>Of the user that takes webhooks, whatever the settings are: its unit makes it.</summary>
    public const string WebhookDirectory = "/run/oci-reconciler-webhook";

    /// <summary>Below <see cref="WebhookDirectory"/>: an empty file for each source that a webhook woke.</summary>
    public const string WebhookWakes = "wake";

    /// <summary>All sources in their order, <see cref="Manifests"/> first.</summary>
    [JsonIgnore]
    public IEnumerable<SourceOptions> AllSources =>
        Manifests.Select(directory => new SourceOptions { Directory = directory }).Concat(Sources);

    /// <summary>The git sources, in their order.</summary>
    [JsonIgnore]
    public IEnumerable<GitSourceOptions> GitSources => Sources.Select(source => source.Git).OfType<GitSourceOptions>();

    [JsonIgnore]
    public string LockFile => Path.Combine(RuntimeDirectory, "lock");

    [JsonIgnore]
    public string StatusDirectory => Path.Combine(RuntimeDirectory, "status");

    [JsonIgnore]
    public string RestartDirectory => Path.Combine(RuntimeDirectory, "restart");

    [JsonIgnore]
    public string AppliedDirectory => Path.Combine(RuntimeDirectory, "applied");

    [JsonIgnore]
    public string SourcesFile => Path.Combine(RuntimeDirectory, "sources.json");

    [JsonIgnore]
    public string SettingsFile => Path.Combine(RuntimeDirectory, "settings.json");

    [JsonIgnore]
    public string DesiredDirectory => Path.Combine(StateDirectory, "desired");

    [JsonIgnore]
    public string RecordsDirectory => Path.Combine(StateDirectory, "workloads");

    [JsonIgnore]
    public string FileSystemsFile => Path.Combine(StateDirectory, "filesystems.json");

    [JsonIgnore]
    public string InputsKeyFile => Path.Combine(StateDirectory, "inputs.key");

    [JsonIgnore]
    public string PausedDirectory => Path.Combine(StateDirectory, "paused");

    [JsonIgnore]
    public string RequestsDirectory => Path.Combine(RuntimeDirectory, "requests");

    [JsonIgnore]
    public string RevisionsDirectory => Path.Combine(StateDirectory, "sources");

    [JsonIgnore]
    public string FrozenDirectory => Path.Combine(StateDirectory, "frozen");

    [JsonIgnore]
    public string SyncDirectory => Path.Combine(RuntimeDirectory, "sync");

    [JsonIgnore]
    public string SecretsDirectory => Path.Combine(RuntimeDirectory, "secrets");

    [JsonIgnore]
    public string EventsDirectory => Path.Combine(StateDirectory, "events");
}
