namespace OciReconciler.Engine;

/// <summary>What engines call the states of health checks.</summary>
internal static class HealthStates
{
    /// <summary>By an inspection's word.</summary>
    public static HealthState Of(string? status) => status switch
    {
        "starting" => HealthState.Starting,
        "healthy" => HealthState.Healthy,
        "unhealthy" => HealthState.Unhealthy,
        _ => HealthState.None,
    };

    /// <summary>By a listing's text, such as "Up 3 minutes (healthy)"; null: it does not tell.</summary>
    /// <param name="state">The container's state. docker says nothing of a health check while the container does not run.</param>
    public static HealthState? OfText(Backend backend, string state, string? text) => text switch
    {
        not null when text.EndsWith("(health: starting)", StringComparison.Ordinal) => HealthState.Starting,
        not null when text.EndsWith("(healthy)", StringComparison.Ordinal) => HealthState.Healthy,
        not null when text.EndsWith("(unhealthy)", StringComparison.Ordinal) => HealthState.Unhealthy,
        _ => backend == Backend.Docker && state == "running" ? HealthState.None : null,
    };
}
