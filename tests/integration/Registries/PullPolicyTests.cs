namespace OciReconciler.IntegrationTests;

/// <summary>The pull policies against a real registry: who is asked and when, and which image runs then.</summary>
public sealed class PullPolicyTests(Labs labs)
{
    private const int Port = 8080;
    private const string First = "hello from web 1";
    private const string Second = "hello from web 2";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [ClassData<LabEngines>]
    public async Task Policies_TagIsPushedAgainAndRegistryGoesDown_EachDoesAsItSays(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var registry = await Registry.StartAsync(lab);
        var controller = await Controller.StartAsync(lab);
        await AlwaysAsync(controller, registry, engine);
        await MissingAsync(controller, registry, engine);
        await NeverAsync(controller, registry, engine);
        if (engine == "podman")
            await NewerAsync(controller, registry);
        else
            await NewerIsRefusedAsync(controller);
    }

    private static async Task AlwaysAsync(Controller controller, Registry registry, string engine)
    {
        var unit = $"{engine}-always.service";
        await registry.PushAsync("localhost/oci-demo/web:1", "always:1");
        await controller.DropAsync("always", Web("always", engine, "always", "first"));
        await controller.AwaitAnswerAsync(Port, First);
        await controller.AwaitReadyAsync("always");
        Assert.Equal(await registry.DigestAsync("always:1"), (await controller.GetAsync("always"))!.ImageDigest);

        // The next start.
        await registry.PushAsync("localhost/oci-demo/web:2", "always:1");
        await AssertRunsOnAsync(controller, First);
        (await controller.Lab.ExecAsync("systemctl", "stop", unit)).Succeeded();
        await controller.AwaitAnswerAsync(Port, Second);

        // The next definition.
        await registry.PushAsync("localhost/oci-demo/web:1", "always:1");
        await controller.EditAsync("always", Web("always", engine, "always", "second"));
        await controller.AwaitAnswerAsync(Port, First);

        // Always means that the registry has to answer.
        await registry.StopAsync();
        var container = await controller.ContainerAsync(engine, "always");
        await controller.DropAsync("always", Web("always", engine, "always", "third"));
        await controller.AwaitAsync("always", "waits for the registry", seen => seen.Has("Degraded", "True", "ImagePullFailed"), Patience);
        Assert.Equal(container, await controller.FindContainerAsync(engine, "always"));
        await registry.StartAsync();
        await controller.AwaitAsync("always", "comes up by itself", seen => seen.IsReady, Patience);
        await RemoveAsync(controller, engine, "always");
    }

    private static async Task MissingAsync(Controller controller, Registry registry, string engine)
    {
        await registry.PushAsync("localhost/oci-demo/web:1", "missing:1");
        await controller.DropAsync("missing", Web("missing", engine, "missing", "first"));
        await controller.AwaitAnswerAsync(Port, First);
        var asks = await registry.AsksAsync("missing");
        Assert.True(asks > 0, "the image was not pulled");

        await registry.PushAsync("localhost/oci-demo/web:2", "missing:1");
        var pushed = await registry.AsksAsync("missing");
        await controller.EditAsync("missing", Web("missing", engine, "missing", "second"));
        var container = await controller.ContainerAsync(engine, "missing");
        (await controller.Lab.ExecAsync("systemctl", "stop", $"{engine}-missing.service")).Succeeded();
        await controller.ContainerAsync(engine, "missing", otherThan: container);
        await controller.AwaitAnswerAsync(Port, First);
        Assert.Equal(pushed, await registry.AsksAsync("missing"));
        await RemoveAsync(controller, engine, "missing");
    }

    private static async Task NeverAsync(Controller controller, Registry registry, string engine)
    {
        await registry.PushAsync("localhost/oci-demo/web:1", "never:1");
        var pushed = await registry.AsksAsync("never");
        await controller.DropAsync("never", Web("never", engine, "never", "first"));
        var seen = await controller.AwaitAsync(
            "never", "says that the image is not there", seen => seen.Has("Degraded", "True", "ImageNotFound"));
        Assert.Contains($"{Registry.Image("never:1")} is not there, and pull is never", seen.Conditions, StringComparison.Ordinal);

        // Where the image is, it runs; the unit does not ask either.
        (await controller.Lab.ExecAsync(engine, "tag", "localhost/oci-demo/web:2", Registry.Image("never:1"))).Succeeded();
        await controller.AwaitAnswerAsync(Port, Second);
        Assert.Equal(pushed, await registry.AsksAsync("never"));
        await RemoveAsync(controller, engine, "never");
    }

    private static async Task NewerAsync(Controller controller, Registry registry)
    {
        await registry.PushAsync("localhost/oci-demo/web:1", "newer:1");
        await controller.DropAsync("newer", Web("newer", "podman", "newer", "first"));
        await controller.AwaitAnswerAsync(Port, First);
        await registry.PushAsync("localhost/oci-demo/web:2", "newer:1");
        (await controller.Lab.ExecAsync("systemctl", "stop", "podman-newer.service")).Succeeded();
        await controller.AwaitAnswerAsync(Port, Second);

        await registry.StopAsync();
        var cursor = await controller.Lab.JournalCursorAsync();
        var container = await controller.ContainerAsync("podman", "newer");
        (await controller.Lab.ExecAsync("systemctl", "stop", "podman-newer.service")).Succeeded();
        await controller.AwaitLogAsync(cursor, $"ImagePullFailed: whether there is a newer {Registry.Image("newer:1")} is unknown");
        await controller.ContainerAsync("podman", "newer", otherThan: container);
        await controller.AwaitAnswerAsync(Port, Second);
    }

    private static async Task NewerIsRefusedAsync(Controller controller)
    {
        await controller.DropAsync("newer", Web("newer", "docker", "newer", "first"));
        var outcome = await controller.Lab.ExecAsync("oci-reconciler", "validate", $"{Controller.Manifests}/newer.json");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("$.spec.pull", outcome.Stderr, StringComparison.Ordinal);
        Assert.Contains("newer", outcome.Stderr, StringComparison.Ordinal);
    }

    private static async Task AssertRunsOnAsync(Controller controller, string greeting)
    {
        await controller.SettleAsync();
        Assert.Equal(greeting + "\n", await controller.AnswerAsync(Port));
    }

    private static async Task RemoveAsync(Controller controller, string engine, string name)
    {
        await controller.DeleteAsync(name);
        await controller.AwaitGoneAsync(engine, name);
    }

    private static string Web(string name, string engine, string policy, string edition) => Manifest.Of(name, new JsonObject
    {
        ["backend"] = engine,
        ["image"] = Registry.Image($"{name}:1"),
        ["pull"] = policy,
        ["ports"] = Manifest.Strings($"{Port}:80"),
        ["labels"] = new JsonObject { ["edition"] = edition },
    });
}
