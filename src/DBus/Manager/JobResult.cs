namespace OciReconciler.DBus.Manager;

/// <summary>How a job ended; systemd's own words.</summary>
public enum JobResult
{
    /// <summary>done.</summary>
    Done,

    /// <summary>canceled.</summary>
    Canceled,

    /// <summary>timeout.</summary>
    Timeout,

    /// <summary>failed.</summary>
    Failed,

    /// <summary>dependency.</summary>
    Dependency,

    /// <summary>skipped.</summary>
    Skipped,

    /// <summary>Any other word: invalid, assert, unsupported, collected, once, frozen, concurrency.</summary>
    Other,
}
