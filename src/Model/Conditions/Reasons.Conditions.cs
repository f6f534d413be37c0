namespace OciReconciler.Model.Conditions;

// Conditions of a workload: what its status says beside the decision, and of its manifest.
public static partial class Reasons
{
    /// <summary>Its unit is active.</summary>
    public const string Running = nameof(Running);

    /// <summary>Its unit is active, and its health check passes.</summary>
    public const string Healthy = nameof(Healthy);

    /// <summary>Its health check has not passed yet, or was paused, or its engine does not answer.</summary>
    public const string HealthUnknown = nameof(HealthUnknown);

    /// <summary>Its health check fails: it is restarted.</summary>
    /// <remarks>see what the check says: <c>podman inspect NAME</c></remarks>
    public const string Unhealthy = nameof(Unhealthy);

    /// <summary>It was restarted for its health, or for a lost container, as often as that is done for now.</summary>
    /// <remarks>see what the check says: <c>podman inspect NAME</c></remarks>
    public const string RestartedTooOften = nameof(RestartedTooOften);

    /// <summary><c>preRunExtraOptions</c> lead to another store or engine: only its unit is looked at.</summary>
    public const string NotWatched = nameof(NotWatched);

    /// <summary>Its unit is not active.</summary>
    /// <remarks><c>systemctl status UNIT</c></remarks>
    public const string NotActive = nameof(NotActive);

    /// <summary>Its unit is active, and its container does not run.</summary>
    /// <remarks><c>journalctl -u UNIT</c></remarks>
    public const string ContainerNotRunning = nameof(ContainerNotRunning);

    /// <summary>Its unit is active, and its container has been gone for a while: it is restarted.</summary>
    public const string ContainerMissing = nameof(ContainerMissing);

    /// <summary>What runs is not what the manifest declares now.</summary>
    public const string PreviousVersion = nameof(PreviousVersion);

    /// <summary>It is defined and not started, as declared.</summary>
    public const string Defined = nameof(Defined);

    /// <summary>Nothing is under way.</summary>
    public const string Idle = nameof(Idle);

    /// <summary>Nothing is wrong.</summary>
    public const string AsExpected = nameof(AsExpected);

    /// <summary>Its container ended, and systemd is about to start it again.</summary>
    /// <remarks><c>journalctl -u UNIT</c></remarks>
    public const string Restarting = nameof(Restarting);

    /// <summary>An enabled timer, path or socket is to start it and does not run: systemd refused it at boot.</summary>
    /// <remarks>start it, and give it a service of its own ([Timers](#timers))</remarks>
    public const string TriggerNotRunning = nameof(TriggerNotRunning);

    /// <summary>Another unit names its unit, so that a change takes a daemon-reload, which the controller does.</summary>
    /// <remarks>nothing, or drop that dependency</remarks>
    public const string PinnedByForeignUnit = nameof(PinnedByForeignUnit);

    /// <summary>Its manifest is valid.</summary>
    public const string Valid = nameof(Valid);

    /// <summary>No manifest declares it now.</summary>
    public const string NotDeclared = nameof(NotDeclared);

    /// <summary>Its file is broken; the last valid version stays in force.</summary>
    /// <remarks>mend the line that the message names</remarks>
    public const string InvalidManifest = nameof(InvalidManifest);

    /// <summary>Its manifest is taken, and something in it is doubtful.</summary>
    /// <remarks>as the message says</remarks>
    public const string ManifestWarning = nameof(ManifestWarning);

    /// <summary>A later source declares it too: that declaration is not used.</summary>
    /// <remarks>remove one of the two</remarks>
    public const string DeclaredTwice = nameof(DeclaredTwice);

    /// <summary>A manifest directory cannot be read as it should: nothing is removed.</summary>
    /// <remarks>as the message says</remarks>
    public const string SourceUnavailable = nameof(SourceUnavailable);

    /// <summary>Its manifest vanished together with most others.</summary>
    /// <remarks>put them back, or wait</remarks>
    public const string MassRemovalHeld = nameof(MassRemovalHeld);
}
