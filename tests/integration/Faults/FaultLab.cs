using System.Diagnostics;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// A controller with workloads on both engines that nobody touches, and one on each that is edited while something breaks.
/// </summary>
internal sealed class FaultLab
{
    private static readonly string[] Untouched = ["podman-quiet1", "podman-quiet2", "docker-quiet3", "docker-quiet4"];
    private const int LastsSeconds = 3;

    // An engine's own "stop" that hangs is ended by systemd after TimeoutStopSec=, which is 120 s as in NixOS's module.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);
    private int _edition;

    private FaultLab(Controller controller) => Controller = controller;

    public Controller Controller { get; }

    public Lab Lab => Controller.Lab;

    public static async Task<FaultLab> StartAsync(Lab lab)
    {
        var controller = await Controller.InstallAsync(lab);
        // Small file systems of their own, so that they can be filled without the lab's.
        (await lab.ShellAsync("mkdir -p /var/lib/oci-reconciler && mount -t tmpfs -o size=2m,mode=700 state /var/lib/oci-reconciler"))
            .Succeeded();
        (await lab.ShellAsync("mkdir -p /run/oci-reconciler && mount -t tmpfs -o size=1m,mode=755 runtime /run/oci-reconciler"))
            .Succeeded();
        await controller.StartAsync();
        var faults = new FaultLab(controller);
        foreach (var unit in Untouched)
            await controller.DropAsync(Name(unit), Manifest.Of(Name(unit), Manifest.Idle(Engine(unit))));
        await faults.EditAsync();
        await faults.AwaitEditedAsync();
        await controller.AwaitReadyAsync([.. Untouched.Select(Name)]);
        foreach (var name in Untouched.Select(Name).Append("edited-podman").Append("edited-docker"))
            await controller.AwaitAsync(name, "is known as good", seen => seen.Has("Progressing", "False", "Idle"));
        return faults;
    }

    /// <summary>Runs a fault with an edit of two workloads inside it or after it.</summary>
    /// <param name="breaks">A shell script that breaks something.</param>
    /// <param name="mends">One that mends it, after a few seconds; null: it mends itself.</param>
    public async Task<FaultRow> RunAsync(string fault, string breaks, string? mends, int rounds)
    {
        var row = new FaultRow(fault, mends is null ? "edits right after it" : $"edits while it lasts ({LastsSeconds} s)");
        for (var round = 0; round < rounds; round++)
        {
            var before = await Controller.LivesAsync(Untouched);
            (await Lab.ShellAsync(breaks)).Succeeded();
            if (mends is not null)
                (await Lab.ExecAsync(
                    "systemd-run", "-q", "--collect", $"--on-active={LastsSeconds}s", "--timer-property=AccuracySec=10ms", "sh", "-c",
                    mends)).Succeeded();
            var began = Stopwatch.GetTimestamp();
            await EditAsync();
            await AwaitEditedAsync();
            await Controller.AwaitReadyAsync([.. Untouched.Select(Name)]);
            row.Seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            await Controller.SettleAsync();
            var after = await Controller.LivesAsync(Untouched);
            row.Lost.UnionWith(Untouched.Where(unit => before[unit] != after[unit]));
        }

        return row;
    }

    private async Task EditAsync()
    {
        _edition++;
        foreach (var engine in new[] { "podman", "docker" })
        {
            var spec = Manifest.Idle(engine);
            spec["labels"] = new JsonObject { ["edition"] = $"{_edition}" };
            spec["minReadySeconds"] = 0;
            await Controller.DropAsync($"edited-{engine}", Manifest.Of($"edited-{engine}", spec));
        }
    }

    private async Task AwaitEditedAsync()
    {
        foreach (var engine in new[] { "podman", "docker" })
        {
            await Lab.EventuallyAsync(
                $"edited-{engine} runs edition {_edition}", () => StateAsync(engine), seen => seen.Container == $"true {_edition}",
                Patience);
            await Controller.AwaitAsync($"edited-{engine}", "is ready", seen => seen.IsReady, Patience);
        }
    }

    private async Task<(string Container, string Unit)> StateAsync(string engine)
    {
        var inspected = await Lab.ExecAsync(
            engine, "inspect", "-f", "{{.State.Running}} {{index .Config.Labels \"edition\"}}", $"edited-{engine}");
        return (inspected.Stdout.Trim(),
            (await Lab.ExecAsync("systemctl", "show", "-p", "ActiveState,SubState,Job,ControlPID,Result",
                $"{engine}-edited-{engine}.service")).Stdout.ReplaceLineEndings(" "));
    }

    private static string Engine(string unit) => unit[..unit.IndexOf('-', StringComparison.Ordinal)];

    private static string Name(string unit) => unit[(unit.IndexOf('-', StringComparison.Ordinal) + 1)..];
}
