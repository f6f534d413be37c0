namespace OciReconciler.IntegrationTests.Sources;

/// <summary>Two manifest directories: the first that declares a name has it, and what moves between them is not touched.</summary>
public sealed class SeveralDirectoriesTests(Labs labs)
{
    private const string Other = "/etc/oci-reconciler/other";

    [Theory]
    [ClassData<LabEngines>]
    public async Task Workload_MovedToAnotherDirectory_IsNotTouched(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await StartAsync(lab);
        var manifest = Manifest.Of("web", Manifest.Idle(engine));
        await controller.DropAsync("web", manifest);
        await controller.AwaitReadyAsync("web");
        var before = await SeenAsync(controller, engine);

        // In both for a while: said in the later one, and of the workload.
        await lab.WriteFileAsync($"{Other}/site.json", manifest);
        await AwaitSourceAsync(controller, $"{Controller.Manifests}/web.json", "DeclaredTwice");
        var get = (await controller.CommandAsync("get")).Stdout;
        Assert.Contains(
            $"\"web\" is declared in {Controller.Manifests}/web.json:1 too, which comes first in the configuration: this one is not used",
            get, StringComparison.Ordinal);
        await controller.DeleteAsync("web");
        await AwaitSourceAsync(controller, $"{Other}/site.json", "Valid");
        Assert.Equal(before, await SeenAsync(controller, engine));

        // And back in one moment.
        (await lab.ExecAsync("mv", $"{Other}/site.json", $"{Controller.Manifests}/again.json")).Succeeded();
        await AwaitSourceAsync(controller, $"{Controller.Manifests}/again.json", "Valid");
        Assert.Equal(before, await SeenAsync(controller, engine));

        // A controller that starts anew has nothing else in mind.
        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        await controller.AwaitReadyAsync("web");
        Assert.Equal(before, await SeenAsync(controller, engine));
    }

    [Theory]
    [ClassData<LabEngines>]
    public async Task Workload_DeclaredInTwoDirectories_RunsAsTheFirstSays(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await StartAsync(lab);
        await lab.WriteFileAsync($"{Other}/web.json", Manifest.Of("web", Manifest.Idle(engine, "of the later")));
        await controller.AwaitReadyAsync("web");
        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle(engine, "of the first")));
        await AwaitArgumentAsync(controller, engine, "of the first");

        // Its last valid version stays in force while its file is broken, and while its directory is gone.
        await AwaitSourceAsync(controller, $"{Controller.Manifests}/web.json", "DeclaredTwice");
        var before = await SeenAsync(controller, engine);
        await controller.DropAsync("web", "{");
        await AwaitSourceAsync(controller, $"{Controller.Manifests}/web.json", "InvalidManifest");
        (await lab.ExecAsync("mv", Controller.Manifests, "/etc/oci-reconciler/away")).Succeeded();
        await AwaitSourceAsync(controller, $"{Controller.Manifests}/web.json", "NotDeclared");
        Assert.Equal(before, await SeenAsync(controller, engine));

        (await lab.ShellAsync($"mv /etc/oci-reconciler/away {Controller.Manifests}; rm {Controller.Manifests}/web.json")).Succeeded();
        await AwaitArgumentAsync(controller, engine, "of the later");
    }

    private static async Task<Controller> StartAsync(Lab lab)
    {
        var controller = await Controller.InstallAsync(lab);
        (await lab.ExecAsync("mkdir", "-p", Other)).Succeeded();
        await lab.WriteFileAsync(
            $"/etc/systemd/system/{Controller.Unit}.d/config.conf",
            $"[Service]\nExecStart=\nExecStart=/usr/local/bin/oci-reconciler run --manifests {Controller.Manifests} --manifests {Other}\n");
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        await controller.StartAsync();
        return controller;
    }

    // Container, invocation and number of starts of the unit.
    private static async Task<string> SeenAsync(Controller controller, string engine)
    {
        var unit = $"{engine}-web.service";
        return $"{await controller.ContainerAsync(engine, "web")} "
            + $"{await controller.Lab.UnitPropertyAsync(unit, "InvocationID")} {await controller.StartsAsync(unit)}";
    }

    private static Task AwaitSourceAsync(Controller controller, string file, string reason) => controller.Lab.EventuallyAsync(
        $"web is of {file}, {reason}",
        async () =>
        {
            var status = (await controller.Lab.ExecAsync("cat", "/run/oci-reconciler/status/web.json")).Stdout;
            var json = status.Length == 0 ? null : JsonNode.Parse(status);
            var condition = json?["conditions"]?.AsArray().FirstOrDefault(one => (string?)one?["type"] == "ManifestValid");
            return $"{json?["file"]} {condition?["reason"]}";
        },
        seen => seen == $"{file} {reason}");

    private static Task AwaitArgumentAsync(Controller controller, string engine, string argument) => controller.Lab.EventuallyAsync(
        $"web runs with '{argument}'",
        async () => (await controller.Lab.ExecAsync(
            engine, "container", "inspect", "-f", "{{.State.Running}} {{json .Config.Cmd}}", "web")).Stdout,
        seen => seen.StartsWith("true", StringComparison.Ordinal) && seen.Contains(argument, StringComparison.Ordinal));
}
