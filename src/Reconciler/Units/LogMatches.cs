namespace OciReconciler.Units;

/// <summary>
/// Which entries of the journal a container wrote itself. Both engines' journald drivers name it in CONTAINER_NAME, which any process can
/// write: so the entries have to be of the engine, by fields that journald itself sets (systemd.journal-fields(7)). Pure.
/// </summary>
internal static class LogMatches
{
    private const string Journal = "journald";

    // Without a driver that keeps it, the container's output is that of its unit.
    private const string Passthrough = "passthrough";

    // This is journalctl's word for "or".
    private const string Or = "+";

    /// <summary>Arguments of journalctl; null: the container's output is not in the journal.</summary>
    /// <param name="name">The workload, which is its container's name.</param>
    /// <param name="backend">podman or docker; null: not known.</param>
    /// <param name="logDriver">Its log driver; null: not known.</param>
    public static IReadOnlyList<string>? Of(string name, string unit, string? backend, string? logDriver)
    {
        var container = $"CONTAINER_NAME={name}";
        string[] ofPodman = [$"_SYSTEMD_UNIT={unit}", container, Or, "_UID=0", "_COMM=conmon", container];
        string[] ofDocker = ["_UID=0", "_COMM=dockerd", container];
        var isDocker = backend == BackendNames.Of(Backend.Docker);
        if (logDriver is null or Journal)
            return backend is null ? [.. ofPodman, Or, .. ofDocker] : isDocker ? ofDocker : ofPodman;
        // docker's client stays attached, whatever the driver is.
        return isDocker || logDriver.StartsWith(Passthrough, StringComparison.Ordinal)
            ? [$"_SYSTEMD_UNIT={unit}", "_TRANSPORT=stdout"]
            : null;
    }
}
