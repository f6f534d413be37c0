namespace OciReconciler.Images;

/// <summary>Why an image is prepared: decides whether the pull policy is carried out.</summary>
internal enum PrepareReason
{
    /// <summary>The workload is defined (anew).</summary>
    Define,

    /// <summary>The workload is started.</summary>
    Start,

    /// <summary>It only goes down and up with what it depends on: its image stays as it is.</summary>
    Unchanged,
}
