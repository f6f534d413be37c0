namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Tells whether workloads went on running untouched, from what systemd and the engine say.</summary>
public static class ContainerStarts
{
    /// <summary>
    /// For each unit, such as <c>podman-web</c>: its container, its invocation and how often it was started. Equal answers mean that
    /// nothing was started or stopped in between. Waits for the containers.
    /// </summary>
    public static async Task<SortedDictionary<string, string>> LivesAsync(this Controller controller, params string[] units)
    {
        var lives = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var unit in units)
        {
            var dash = unit.IndexOf('-', StringComparison.Ordinal);
            var container = await controller.ContainerAsync(unit[..dash], unit[(dash + 1)..]);
            var invocation = await controller.Lab.UnitPropertyAsync($"{unit}.service", "InvocationID");
            lives[unit] = $"container {container}, invocation {invocation}, starts {await controller.StartsAsync($"{unit}.service")}";
        }

        return lives;
    }

    /// <summary>
    /// Makes the controller look at everything once more, and returns when it has: what it would restart without need it has restarted
    /// by then. Leaves a workload that is defined and does not run.
    /// </summary>
    public static async Task SettleAsync(this Controller controller)
    {
        var cursor = await controller.Lab.JournalCursorAsync();
        (await controller.Lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        await controller.Lab.EventuallyAsync(
            "the controller has looked at everything", async () => string.Join('\n', await controller.Lab.JournalSinceAsync(cursor)),
            log => log.LastIndexOf("Looked at everything", StringComparison.Ordinal)
                > log.LastIndexOf("Looking at everything", StringComparison.Ordinal));
        // Of the keys that wait, the first by name is taken first.
        var last = $"zz-{Guid.NewGuid():N}";
        var spec = Manifest.Idle();
        spec["autoStart"] = false;
        await controller.DropAsync(last, Manifest.Of(last, spec));
        await controller.AwaitReadyAsync(last);
    }

    /// <summary>Where the journal ends now, for <see cref="JournalSinceAsync"/>; holds over a reboot.</summary>
    public static async Task<string> JournalCursorAsync(this Lab lab) =>
        (await lab.ExecAsync("journalctl", "-q", "-n", "1", "-o", "export", "--output-fields=__CURSOR")).Text
            .Split('\n').First(line => line.StartsWith("__CURSOR=", StringComparison.Ordinal))["__CURSOR=".Length..];

    /// <summary>What systemd and the controller logged after a cursor, oldest first.</summary>
    public static async Task<IReadOnlyList<string>> JournalSinceAsync(this Lab lab, string cursor) =>
        (await lab.ExecAsync("journalctl", "-q", "--no-pager", "-o", "cat", "--after-cursor", cursor, "_PID=1", "+",
            "_COMM=oci-reconciler"))
            .Text.Split('\n');
}
