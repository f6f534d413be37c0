namespace OciReconciler.Model.Workloads;

/// <summary>What is done when a change does not come up.</summary>
public sealed record RolloutPolicy(RolloutFailure OnFailure)
{
    /// <summary>What a manifest without it gets.</summary>
    public static RolloutPolicy Default { get; } = new(RolloutFailure.Rollback);
}

/// <summary>Ways to go on after a change that did not come up.</summary>
public enum RolloutFailure
{
    /// <summary>Back to the last version that was ready, and its image; the default.</summary>
    Rollback,

    /// <summary>The new version stays, and is tried again.</summary>
    Keep,
}
