namespace OciReconciler.Model.Status;

/// <summary>The one word for people that a status has.</summary>
public static class Phases
{
    /// <summary>Its unit is active.</summary>
    public const string Running = nameof(Running);

    /// <summary>Its unit is active, with the version before in the place of the manifest's, which did not come up.</summary>
    public const string RolledBack = nameof(RolledBack);

    /// <summary>Its unit is active, and its health check fails.</summary>
    public const string Unhealthy = nameof(Unhealthy);

    /// <summary>Its unit is coming up, or active and not ready yet.</summary>
    public const string Starting = nameof(Starting);

    /// <summary>Its unit is going down.</summary>
    public const string Stopping = nameof(Stopping);

    /// <summary>systemd is about to start its unit again after a crash.</summary>
    public const string Restarting = nameof(Restarting);

    /// <summary>Its unit has failed.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>Its unit is down, and is started on demand.</summary>
    public const string Defined = nameof(Defined);

    /// <summary>Its unit is down, and ought to run.</summary>
    public const string Stopped = nameof(Stopped);

    /// <summary>systemd does not know its unit.</summary>
    public const string Missing = nameof(Missing);

    /// <summary>Somebody paused it.</summary>
    public const string Paused = nameof(Paused);

    /// <summary>Steps are under way.</summary>
    public const string Progressing = nameof(Progressing);

    /// <summary>It is started later.</summary>
    public const string Waiting = nameof(Waiting);

    /// <summary>It is started later, because it keeps ending.</summary>
    public const string CrashLoopBackOff = nameof(CrashLoopBackOff);

    /// <summary>Something that it needs is not there.</summary>
    public const string Pending = nameof(Pending);

    /// <summary>It does not serve, and nothing can be done about it now.</summary>
    public const string Blocked = nameof(Blocked);

    /// <summary>Something of its name is not ours.</summary>
    public const string Conflict = nameof(Conflict);
}
