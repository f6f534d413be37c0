using System.Text.Json;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// What somebody does to a running workload behind the controller's back is mended, and told; a host that is as declared is only looked at.
/// </summary>
public sealed class DriftTests(Labs labs)
{
    [Fact]
    public async Task Drift_OfEachKind_IsRepairedAndReported_AndAConvergedHostIsOnlyListed()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        await controller.ResyncEveryAsync(10);
        await controller.StartAsync();

        await Task.WhenAll(DriftAsync(controller, "podman"), DriftAsync(controller, "docker"));
        await AssertOnlyListsAsync(lab);
    }

    private static async Task DriftAsync(Controller controller, string engine)
    {
        var name = $"drift-{engine}";
        var unit = $"{engine}-{name}.service";
        await controller.DropAsync(name, Manifest.Of(name, Manifest.Idle(engine)));
        await controller.AwaitReadyAsync(name);

        await RepairedAsync(controller, engine, name, null, engine, "kill", name);
        await RepairedAsync(controller, engine, name, null, engine, "rm", "-f", name);
        await RepairedAsync(controller, engine, name, null, "systemctl", "kill", "--signal=KILL", unit);
        await RepairedAsync(controller, engine, name, "StoppedByHand", "systemctl", "stop", unit);
        // The one while its unit is still loaded, the other after that.
        await RepairedAsync(
            controller, engine, name, "HolderMissing NotDefined", "systemctl", "stop",
            $"oci-{name.Replace("-", @"\x2d", StringComparison.Ordinal)}.slice", unit);
        await ReplacedByHandAsync(controller, engine, name);
    }

    // The same workload runs in another container, and where the controller had to do it, it has said why.
    private static async Task RepairedAsync(Controller controller, string engine, string name, string? reasons, params string[] drift)
    {
        var before = await controller.ContainerAsync(engine, name);
        (await controller.Lab.ExecAsync(drift)).Succeeded();
        // An active unit without its container is left alone for 30 s, counted from when the engine was last busy with it.
        await controller.ContainerAsync(engine, name, otherThan: before, TimeSpan.FromSeconds(60));
        await controller.AwaitReadyAsync(name);
        if (reasons is null)
            return;
        var reason = (await EventsAsync(controller.Lab, name)).Last(reasons.Split(' ').Contains);
        Assert.NotEmpty(
            (await controller.Lab.ExecAsync("journalctl", "-q", "-o", "cat", $"OCI_RECONCILER_WORKLOAD={name}",
                $"OCI_RECONCILER_REASON={reason}")).Text);
    }

    // What somebody else made is his, also under our name: it stays until he takes it away.
    private static async Task ReplacedByHandAsync(Controller controller, string engine, string name)
    {
        var lab = controller.Lab;
        // The unit runs on, on a container that nobody finds.
        (await lab.ExecAsync(engine, "rename", name, $"{name}-ours")).Succeeded();
        (await lab.ExecAsync(engine, "run", "-d", "--name", name, Manifest.Tool, "sleep", "86400")).Succeeded();
        var foreign = await controller.ContainerAsync(engine, name);
        await controller.AwaitAsync(
            name, "says whose container it is", seen => seen.Has("Degraded", "True", "ContainerConflict"), TimeSpan.FromSeconds(60));
        Assert.Equal(foreign, await controller.FindContainerAsync(engine, name));
        await RepairedAsync(controller, engine, name, "ContainerMissing", engine, "rm", "-f", name);
    }

    private static async Task AssertOnlyListsAsync(Lab lab)
    {
        var calls = await BusCalls.StartAsync(lab);
        await calls.QuietAsync();
        await calls.TakeAsync();
        var made = await lab.EventuallyAsync("it looks at everything", calls.TakeAsync, seen => seen.Count > 0);
        Assert.Empty(made.Keys.Except(["ListUnitsByPatterns", "ListUnitsByNames"]));
        Figure.Print(
            "a resync of podman's and docker's workload",
            $"D-Bus calls: {string.Join(", ", made.Select(call => $"{call.Key} {call.Value}"))}");
    }

    private static async Task<List<string>> EventsAsync(Lab lab, string name)
    {
        using var document = JsonDocument.Parse((await lab.ExecAsync("oci-reconciler", "events", name, "-o", "json")).Text);
        return [.. document.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("reason").GetString()!)];
    }
}
