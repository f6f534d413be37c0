namespace OciReconciler.Images;

/// <summary>Why an image is prepared.</summary>
internal enum PrepareReason
{
    /// <summary>The workload is about to be defined, or defined anew.</summary>
    Define,

    /// <summary>Its unit is about to be started.</summary>
    Start,

    /// <summary>It is unchanged and only stops and starts with another: what is there will do.</summary>
    Unchanged,

    /// <summary>It is defined and does not run: what is there shall be as new as the policy says when somebody starts it.</summary>
    Refresh,
}
