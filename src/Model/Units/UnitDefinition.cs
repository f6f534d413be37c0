namespace OciReconciler.Model.Units;

/// <summary>What systemd is given for one workload. Pure data; the D-Bus form is made from it in the Reconciler.</summary>
public sealed record UnitDefinition
{
    /// <summary>CollectMode= of every unit: a failed one must not keep its name once its holder is gone.</summary>
    public const string CollectMode = "inactive-or-failed";

    /// <summary>Full unit name, with ".service".</summary>
    public required string Unit { get; init; }

    /// <summary>The container's name.</summary>
    public required string Container { get; init; }

    /// <summary>The engine.</summary>
    public required Backend Backend { get; init; }

    /// <summary>Whether the controller starts it.</summary>
    public required bool AutoStart { get; init; }

    /// <summary>"notify", or null for systemd's default.</summary>
    public string? Type { get; init; }

    /// <summary>"all", or null for systemd's default.</summary>
    public string? NotifyAccess { get; init; }

    /// <summary>systemd's Restart=.</summary>
    public string Restart { get; init; } = "always";

    /// <summary>Start time limit; null is never.</summary>
    public TimeSpan? TimeoutStart { get; init; }

    /// <summary>Stop time limit.</summary>
    public TimeSpan TimeoutStop { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Environment of the engine's command line.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>After=.</summary>
    public ImmutableArray<string> After { get; init; } = [];

    /// <summary>Requires=.</summary>
    public ImmutableArray<string> Requires { get; init; } = [];

    /// <summary>Wants=.</summary>
    public ImmutableArray<string> Wants { get; init; } = [];

    /// <summary>RequiresMountsFor=.</summary>
    public ImmutableArray<string> RequiresMountsFor { get; init; } = [];

    /// <summary>User=, or null for root.</summary>
    public string? User { get; init; }

    /// <summary>RuntimeDirectory=, or null. What goes with it: <see cref="Units.RuntimeDirectory"/>.</summary>
    public string? RuntimeDirectory { get; init; }

    /// <summary>Delegate=.</summary>
    public bool Delegate { get; init; }

    /// <summary>ExecStartPre=.</summary>
    public ImmutableArray<ExecCommand> ExecStartPre { get; init; } = [];

    /// <summary>ExecStart=.</summary>
    public required ExecCommand ExecStart { get; init; }

    /// <summary>ExecStop=.</summary>
    public ImmutableArray<ExecCommand> ExecStop { get; init; } = [];

    /// <summary>ExecStopPost=.</summary>
    public ImmutableArray<ExecCommand> ExecStopPost { get; init; } = [];
}
