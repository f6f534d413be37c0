using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.Planning;

/// <summary>What is to be done with one workload, and why.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record Decision(PlanAction Action, string Reason, string Message)
{
    /// <summary>What is defined is seen to while the change that is wanted cannot be prepared.</summary>
    public bool IsRepair { get; init; }

    /// <summary>It is done because something went wrong: somebody should know.</summary>
    public bool IsWarning { get; init; }

    /// <summary>It is left alone because somebody paused it.</summary>
    public bool IsPaused => Reason is Reasons.Paused or Reasons.ContainerPaused;

    /// <summary>It waits for a job of systemd that somebody else asked for: nothing is wrong.</summary>
    public bool AwaitsJob => Reason == Reasons.JobUnderWay;

    /// <summary>It is defined anew.</summary>
    public bool Defines => Action is PlanAction.Create or PlanAction.Replace;

    /// <summary>What is there is taken away first.</summary>
    public bool TakesDown => Action is PlanAction.Replace or PlanAction.Remove;
}

/// <summary>Kinds of decisions.</summary>
public enum PlanAction
{
    /// <summary>Nothing to do.</summary>
    None,

    /// <summary>Define what is not there, then start it if it is to run.</summary>
    Create,

    /// <summary>Stop, release, define anew, start.</summary>
    Replace,

    /// <summary>Start what is defined.</summary>
    Start,

    /// <summary>Restart what runs and is of no use.</summary>
    Restart,

    /// <summary>Stop what keeps ending; it is started again later.</summary>
    StopForBackoff,

    /// <summary>Hold a service that lost its holder.</summary>
    Hold,

    /// <summary>Stop and release: no manifest declares it any more.</summary>
    Remove,

    /// <summary>Nothing of it is on the host and no manifest declares it: drop its records.</summary>
    Forget,

    /// <summary>It is started later: after a delay, or when what it depends on is ready. No other change is put off for it.</summary>
    Waiting,

    /// <summary>Something is to be done and cannot be: the reason says why.</summary>
    Blocked,

    /// <summary>Something of that name is there that is not ours: left alone.</summary>
    Conflict,

    /// <summary>It waits for something that may appear by itself.</summary>
    Pending,
}
