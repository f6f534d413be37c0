using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Configuration;

/// <summary>Settings of the controller. Command line options win over the file, the file over these defaults.</summary>
internal sealed record ReconcilerOptions
{
    public const string DefaultManifestDirectory = "/etc/oci-reconciler/manifests";

    /// <summary>Directories of manifests.</summary>
    public ImmutableArray<string> Manifests { get; init; } = [];

    /// <summary>Backend of a manifest that names none.</summary>
    public Backend Backend { get; init; } = Backend.Podman;

    /// <summary>Lock, status, published settings: gone after a reboot.</summary>
    public string RuntimeDirectory { get; init; } = "/run/oci-reconciler";

    /// <summary>Last good specs: kept over a reboot.</summary>
    public string StateDirectory { get; init; } = "/var/lib/oci-reconciler";

    /// <summary>podman's API socket.</summary>
    public string PodmanSocket { get; init; } = "/run/podman/podman.sock";

    /// <summary>docker's API socket.</summary>
    public string DockerSocket { get; init; } = "/run/docker.sock";

    /// <summary>How often everything is looked at without an event, in seconds.</summary>
    public int ResyncSeconds { get; init; } = 60;

    /// <summary>How often a manifest directory is listed without an event, in seconds.</summary>
    public int RescanSeconds { get; init; } = 15;

    /// <summary>How many components are worked on at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>How long a pass waits for a start job, in seconds. A longer one goes on, and is reported as starting.</summary>
    public int StartWaitSeconds { get; init; } = 5;

    /// <summary>Logs every plan and step.</summary>
    public bool Debug { get; init; }

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
}
