namespace OciReconciler.Model.Planning;

/// <summary>One effect. Steps of a plan belong to one phase each: prepare, take down, bring up.</summary>
public abstract record PlanStep(WorkloadKey Key)
{
    /// <summary>Make the image available and find its id.</summary>
    public sealed record Prepare(WorkloadKey Key) : PlanStep(Key);

    /// <summary>Note durably (until reboot) that it ran, so that it is started again.</summary>
    public sealed record MarkForRestart(WorkloadKey Key) : PlanStep(Key);

    /// <summary>Stop the unit and wait for it.</summary>
    /// <param name="ReplacedJob">Id of the job of the unit that may be cancelled for it; 0: none may.</param>
    public sealed record Stop(WorkloadKey Key, string Unit, uint ReplacedJob = 0) : PlanStep(Key);

    /// <summary>Stop the holder and wait until systemd has dropped the service.</summary>
    /// <param name="PinnedBy">Units of others that name the service: systemd keeps it loaded for as long as they are.</param>
    public sealed record Release(WorkloadKey Key, string Unit, ImmutableArray<string> PinnedBy) : PlanStep(Key);

    /// <summary>Remove what is left of the container.</summary>
    public sealed record RemoveContainer(WorkloadKey Key, string ContainerId) : PlanStep(Key);

    /// <summary>Nothing of it is left on the host: drop its records.</summary>
    public sealed record Forget(WorkloadKey Key) : PlanStep(Key);

    /// <summary>Start the holder with the service as auxiliary unit.</summary>
    /// <param name="ClearsLeftover">A dead unit of that name whose file is gone is to be forgotten first.</param>
    public sealed record Define(WorkloadKey Key, bool ClearsLeftover = false) : PlanStep(Key);

    /// <summary>Start the holder alone, for a service that lost it.</summary>
    public sealed record Hold(WorkloadKey Key) : PlanStep(Key);

    /// <summary>Clear a failure, start the unit and wait for it.</summary>
    public sealed record Start(WorkloadKey Key, string Unit) : PlanStep(Key);

    /// <summary>Restart the unit and wait for it; what requires it is restarted with it.</summary>
    /// <param name="ReplacedJob">As in <see cref="Stop"/>.</param>
    public sealed record Restart(WorkloadKey Key, string Unit, uint ReplacedJob = 0) : PlanStep(Key);

    /// <summary>For logs and <c>plan</c>.</summary>
    public sealed override string ToString() => this switch
    {
        Prepare => $"prepare {Key}",
        MarkForRestart => $"note that {Key} ran",
        Stop stop => $"stop {stop.Unit}",
        Release release => $"release {release.Unit}",
        RemoveContainer remove => $"remove container {ShortId.Of(remove.ContainerId)} of {Key}",
        Forget => $"forget {Key}",
        Define => $"define {Key}",
        Hold => $"hold {Key}",
        Start start => $"start {start.Unit}",
        Restart restart => $"restart {restart.Unit}",
        _ => throw new InvalidOperationException("A plan step without a text."),
    };
}
