namespace OciReconciler.Model.Conditions;

// Rollouts: how a change of a workload goes.
public static partial class Reasons
{
    /// <summary>A new version has until its deadline to become ready.</summary>
    public const string WaitingUntilReady = nameof(WaitingUntilReady);

    /// <summary>A new version is ready, and is watched for as long as it has to be.</summary>
    public const string MinReadySeconds = nameof(MinReadySeconds);

    /// <summary>A workload that a change had stopped serves again.</summary>
    public const string ChangeEnded = nameof(ChangeEnded);

    /// <summary>A version is not ready in time, and there is none to go back to, or <c>onFailure</c> is <c>keep</c>.</summary>
    /// <remarks><c>journalctl -u UNIT</c></remarks>
    public const string ProgressDeadlineExceeded = nameof(ProgressDeadlineExceeded);

    /// <summary>The version of the manifest did not come up; the one before is in force.</summary>
    /// <remarks>change the manifest</remarks>
    public const string RolledBack = nameof(RolledBack);

    /// <summary>Its unit ends again and again: it is started later each time.</summary>
    /// <remarks><c>journalctl -u UNIT</c></remarks>
    public const string CrashLoopBackOff = nameof(CrashLoopBackOff);

    /// <summary>While no controller ran, somebody or systemd has started its unit anew.</summary>
    public const string StartedMeanwhile = nameof(StartedMeanwhile);
}
