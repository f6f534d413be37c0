namespace OciReconciler.Model.Observed;

/// <summary>What the engine says of a container's health check.</summary>
public enum HealthState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It has not passed yet, and has not failed for long enough.</summary>
    Starting,

    /// <summary>The last test passed.</summary>
    Healthy,

    /// <summary>As many tests in a row as its retries failed.</summary>
    Unhealthy,
}
