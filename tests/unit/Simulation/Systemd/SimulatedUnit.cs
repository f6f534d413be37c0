namespace OciReconciler.UnitTests.Simulation.Systemd;

/// <summary>A loaded unit.</summary>
internal sealed class SimulatedUnit(string name)
{
    public string Name { get; } = name;

    public UnitText Text { get; set; } = UnitText.Empty;

    public string LoadState { get; set; } = "not-found";

    public string ActiveState { get; set; } = "inactive";

    public string SubState { get; set; } = "dead";

    public string Result { get; set; } = "success";

    /// <summary>Made by a call, not read from a file of the administrator.</summary>
    public bool IsTransient { get; set; }

    /// <summary>Where its file lies; empty for none.</summary>
    public string FragmentPath { get; set; } = "";

    public SimulatedJob? Job { get; set; }

    /// <summary>Counts starts: another number is another process.</summary>
    public int Invocation { get; set; }

    /// <summary>Raised whenever what was about to happen to it is no more to happen.</summary>
    public int Epoch { get; set; }

    /// <summary>When its process began, in microseconds since boot; 0: never.</summary>
    public ulong StartedAt { get; set; }

    /// <summary>When it became inactive last, likewise.</summary>
    public ulong InactiveAt { get; set; }

    /// <summary>Exit code of its last process, and when that ended; null: none has ended.</summary>
    public (int Code, DateTimeOffset At)? Exit { get; set; }

    /// <summary>Restarts by systemd itself.</summary>
    public int Restarts { get; set; }

    /// <summary>The next start counts them anew: systemd itself is not about to start it.</summary>
    public bool CountsRestartsAnew { get; set; }

    /// <summary>Times of the last starts, for the start limit.</summary>
    public Queue<long> Starts { get; } = new();

    public string Description => Text.Description.Length > 0 ? Text.Description : Name;

    public bool IsActive => ActiveState == "active";

    public bool IsDown => ActiveState is "inactive" or "failed";

    /// <summary>A definition may be given to it.</summary>
    public bool IsPristine => LoadState == "not-found" && Job is null;

    public bool IsSlice => Name.EndsWith(".slice", StringComparison.Ordinal);
}

/// <summary>What is to be done with a unit.</summary>
internal enum JobKind
{
    Start,
    Stop,
    Restart,
}

/// <summary>Who asks for a job.</summary>
internal enum JobAsker
{
    /// <summary>A controller.</summary>
    Controller,

    /// <summary>systemd itself (Restart=).</summary>
    Systemd,

    /// <summary>Somebody else, who waits for it.</summary>
    Somebody,
}

/// <summary>A queued job.</summary>
internal sealed class SimulatedJob(long id, SimulatedUnit unit, JobKind kind, JobAsker asker, long askedAt)
{
    public long Id { get; } = id;

    /// <summary>Who asked for it first.</summary>
    public JobAsker Asker { get; } = asker;

    /// <summary>When, in ticks.</summary>
    public long AskedAt { get; } = askedAt;

    public string Path => $"/org/freedesktop/systemd1/job/{Id}";

    public SimulatedUnit Unit { get; } = unit;

    public JobKind Kind { get; set; } = kind;

    public bool IsRunning { get; set; }

    /// <summary>Who waits for it.</summary>
    public List<Action<OciReconciler.DBus.Manager.JobResult>> Waiters { get; } = [];
}
