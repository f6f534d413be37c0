namespace OciReconciler.IntegrationTests;

/// <summary>A change that does not come up: the version before serves again, the manifest is not tried again, and another one is.</summary>
public sealed class RollbackTests(Labs labs)
{
    private const string NotThere = "localhost/oci-demo/nowhere:1";
    private const string NoProgram = "localhost/oci-demo/no-program:1";
    private const string EndsAtOnce = "localhost/oci-demo/ends-at-once:1";
    private const int TakenPort = 8099;

    private static readonly Dictionary<string, int> Ports = new(StringComparer.Ordinal)
    {
        ["not-there"] = 8081, ["no-program"] = 8082, ["ends-at-once"] = 8083, ["never-healthy"] = 8084, ["port-taken"] = 8085,
    };

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Change_DoesNotComeUp_TheVersionBeforeServesAgain(string engine)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await MakeImagesAsync(lab, engine);
        var controller = await Controller.StartAsync(lab);
        foreach (var (name, port) in Ports)
            await controller.DropAsync(name, Good(name, engine, port, "first"));
        await controller.AwaitReadyAsync([.. Ports.Keys]);
        foreach (var name in Ports.Keys)
            await controller.AwaitAsync(name, "is known as good", seen => seen.Has("Progressing", "False", "Idle"));
        foreach (var (name, port) in Ports)
            await ChangeAsync(controller, engine, name, port);

        await controller.DropAsync("ends-at-once", Good("ends-at-once", engine, Ports["ends-at-once"], "third"));
        await controller.AwaitAnswerAsync(Ports["ends-at-once"], "third");
        await controller.AwaitAsync("ends-at-once", "is as the third version says", seen => seen.IsReady);
        await AssertNotTriedAgainAsync(controller, engine, "no-program");
        // What is in force in the place of a manifest keeps its image, as does a change that waits for its own; what has ended does not.
        await AwaitKeptAsync(lab, engine, "never-healthy", "no-program", "not-there", "port-taken");
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task ImageBehindASharedReference_OneCannotRunIt_GoesBackAlone(string engine)
    {
        const string shared = "localhost/oci-demo/shared:1";
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await CommitAsync(lab, engine, shared, "touch /extra");
        var controller = await Controller.StartAsync(lab);
        string[] names = ["needs-extra", "needs-nothing"];
        foreach (var name in names)
            await controller.DropAsync(
                name, Manifest.Of(name,
                    Shared(engine, shared, name == "needs-extra"
                        ? $"test -e /extra || exit 1; {Manifest.WaitForTerm}" : Manifest.WaitForTerm)));
        await controller.AwaitReadyAsync(names);
        foreach (var name in names)
            await controller.AwaitAsync(name, "is known as good", seen => seen.Has("Progressing", "False", "Idle"));
        var before = await ImageIdAsync(lab, engine, shared);

        await CommitAsync(lab, engine, shared, "touch /other");
        var after = await ImageIdAsync(lab, engine, shared);
        (await lab.ExecAsync("systemctl", "reload", Controller.Unit)).Succeeded();
        await controller.AwaitAsync("needs-extra", "is rolled back and ready", seen => seen.Has("Degraded", "True", "RolledBack")
            && seen.Has("Ready", "True"), TimeSpan.FromSeconds(60));
        await lab.EventuallyAsync(
            "needs-nothing runs the new image", () => RunsAsync(controller, engine, "needs-nothing"), image => image == after);
        await controller.AwaitAsync("needs-nothing", "is as declared", seen => seen.IsReady);
        Assert.Equal(before, await RunsAsync(controller, engine, "needs-extra"));
        Assert.Equal(after, await ImageIdAsync(lab, engine, shared));

        // By systemd alone, as when it dies.
        (await lab.ExecAsync("systemctl", "restart", $"{engine}-needs-extra.service")).Succeeded();
        Assert.Equal(before, await RunsAsync(controller, engine, "needs-extra"));
        await AwaitKeptAsync(lab, engine, "needs-extra");
        await controller.DeleteAsync("needs-extra");
        await controller.AwaitGoneAsync(engine, "needs-extra");
        await AwaitKeptAsync(lab, engine);
    }

    private static JsonObject Shared(string engine, string image, string script) => new()
    {
        ["backend"] = engine,
        ["image"] = image,
        ["cmd"] = Manifest.Strings("sh", "-c", script),
        ["minReadySeconds"] = 1,
        ["progressDeadlineSeconds"] = 20,
    };

    private static async Task<string> RunsAsync(Controller controller, string engine, string name) =>
        Id((await controller.Lab.ExecAsync(engine, "container", "inspect", "-f", "{{.Image}}",
            await controller.ContainerAsync(engine, name))).Succeeded().Text);

    private static async Task<string> ImageIdAsync(Lab lab, string engine, string image) =>
        Id((await lab.ExecAsync(engine, "image", "inspect", "-f", "{{.Id}}", image)).Succeeded().Text);

    // podman leaves the algorithm away.
    private static string Id(string text) => text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];

    // A version is known as good, and its predecessor's image let go, a moment after it is ready.
    private static Task AwaitKeptAsync(Lab lab, string engine, params string[] names) =>
        lab.EventuallyAsync($"the images kept are those of: {string.Join(", ", names)}", () => KeptAsync(lab, engine),
            kept => kept == string.Join(' ', names));

    private static async Task<string> KeptAsync(Lab lab, string engine) => string.Join(
        ' ',
        (await lab.ExecAsync(engine, "images", "--format", "{{.Repository}} {{.Tag}}")).Succeeded().Text.Split('\n')
            .Select(line => line.Split(' '))
            .Where(image => image[0] == "localhost/oci-reconciler/kept").Select(image => image[1]).Order(StringComparer.Ordinal));

    private static async Task CommitAsync(Lab lab, string engine, string image, string script)
    {
        (await lab.ExecAsync(engine, "run", "--name=source", Manifest.Tool, "sh", "-c", script)).Succeeded();
        (await lab.ExecAsync(engine, "commit", "source", image)).Succeeded();
        (await lab.ExecAsync(engine, "rm", "source")).Succeeded();
    }

    private static async Task ChangeAsync(Controller controller, string engine, string name, int port)
    {
        var before = await controller.ContainerAsync(engine, name);
        var poller = await Poller.StartAsync(controller.Lab, port);
        await controller.DropAsync(name, Bad(name, engine, port));
        if (name == "not-there")
            await controller.AwaitAsync(name, "cannot be prepared", seen => seen.Has("Degraded", "True", "ImagePullFailed"));
        else
            await controller.AwaitAsync(name, "is rolled back and ready", seen => seen.Has("Degraded", "True", "RolledBack")
                && seen.Has("Ready", "True"), TimeSpan.FromSeconds(60));
        await controller.AwaitAnswerAsync(port, "first");
        var away = await poller.StopAsync();
        Figure.Print($"{engine}: {name}: the version before serves again; longest time without an answer", $"{away.TotalSeconds:0.0} s");
        if (name == "not-there")
            Assert.Equal(before, await controller.ContainerAsync(engine, name));
    }

    private static async Task AssertNotTriedAgainAsync(Controller controller, string engine, string name)
    {
        var container = await controller.ContainerAsync(engine, name);
        await controller.Lab.ExecAsync("systemctl", "kill", "-s", "KILL", Controller.Unit);
        await controller.StartAsync();
        await controller.AwaitAsync(name, "is still rolled back", seen => seen.Has("Degraded", "True", "RolledBack"));
        await controller.DropAsync("after", Manifest.Of("after", Manifest.Idle(engine)));
        await controller.AwaitReadyAsync("after");
        Assert.Equal(container, await controller.FindContainerAsync(engine, name));
    }

    private static string Good(string name, string engine, int port, string greeting) => Manifest.Of(name, Spec(engine, port, greeting));

    private static string Bad(string name, string engine, int port)
    {
        var spec = Spec(engine, port, "second");
        switch (name)
        {
            case "not-there":
                spec["image"] = NotThere;
                break;
            case "no-program":
                spec["image"] = NoProgram;
                break;
            case "ends-at-once":
                spec["image"] = EndsAtOnce;
                break;
            case "never-healthy":
                spec["healthCheck"] = new JsonObject {
                    ["test"] = Manifest.Strings("CMD-SHELL", "false"), ["interval"] = "1s", ["retries"] = 3 };
                break;
            default:
                spec["ports"] = Manifest.Strings($"{port}:80", $"{TakenPort}:81");
                break;
        }

        return Manifest.Of(name, spec);
    }

    private static JsonObject Spec(string engine, int port, string greeting) => new()
    {
        ["backend"] = engine,
        ["image"] = Manifest.Web,
        ["ports"] = Manifest.Strings($"{port}:80"),
        ["environment"] = new JsonObject { ["GREETING"] = greeting },
        ["minReadySeconds"] = 1,
        ["progressDeadlineSeconds"] = 20,
    };

    private static async Task MakeImagesAsync(Lab lab, string engine)
    {
        (await lab.ExecAsync("systemd-run", "-q", "--unit=taken", "busybox", "nc", "-ll", "-p", $"{TakenPort}", "-e", "true")).Succeeded();
        foreach (var (image, command) in new[] { (NoProgram, "/no/such/program"), (EndsAtOnce, "false") })
        {
            (await lab.ExecAsync(engine, "create", "--name=source", Manifest.Tool)).Succeeded();
            (await lab.ExecAsync(engine, "commit", "-c", $"CMD [\"{command}\"]", "source", image)).Succeeded();
            (await lab.ExecAsync(engine, "rm", "source")).Succeeded();
        }
    }
}
