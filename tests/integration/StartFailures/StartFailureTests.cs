namespace OciReconciler.IntegrationTests;

/// <summary>
/// Containers that their engine cannot start: the condition, the event and <c>get</c> have the engine's own words, and what heals by
/// itself is noticed.
/// </summary>
public sealed class StartFailureTests(Labs labs)
{
    private const int TakenPort = 8181;

    [Theory]
    [InlineData(DebianRelease.Trixie, "podman")]
    [InlineData(DebianRelease.Trixie, "docker")]
    [InlineData(DebianRelease.Bookworm, "podman")]
    [InlineData(DebianRelease.Bookworm, "docker")]
    public async Task Container_CannotBeStarted_ItsCauseIsReportedAndWhatHealsIsNoticed(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        (await lab.ExecAsync("systemd-run", "-q", "--unit=taken", "busybox", "nc", "-ll", "-p", $"{TakenPort}", "-e", "true")).Succeeded();
        await DropAsync(controller, engine, "port", spec => spec["ports"] = Manifest.Strings($"{TakenPort}:80"));
        await DropAsync(controller, engine, "network", spec => spec["networks"] = Manifest.Strings("later"));
        await DropAsync(
            controller, engine, "source",
            spec => spec["extraOptions"] = Manifest.Strings("--mount=type=bind,source=/srv/later,target=/data"));
        await DropAsync(controller, engine, "device", spec => spec["devices"] = Manifest.Strings("/dev/nosuch"));
        await DropAsync(controller, engine, "option", spec => spec["extraOptions"] = Manifest.Strings("--nosuch-option"));
        await DropAsync(controller, engine, "command", spec => spec["cmd"] = Manifest.Strings("/no/such/program"));
        await DropAsync(
            controller, engine, "own-exit", spec => spec["cmd"] = Manifest.Strings("sh", "-c", "echo Error: mine >&2; exit 125"));

        await AwaitAsync(controller, "port", "PortInUse", "address already in use");
        await AwaitAsync(controller, "network", "NetworkNotFound", "later");
        await AwaitAsync(controller, "source", "MountSourceMissing", "/srv/later");
        await AwaitAsync(controller, "device", "DeviceNotFound", "/dev/nosuch");
        await AwaitAsync(controller, "option", "BadOption", "unknown flag: --nosuch-option");
        await AwaitAsync(controller, "command", "CommandNotFound", "/no/such/program");
        await AwaitAsync(controller, "own-exit", "CrashLoopBackOff", "exit code 125");

        (await lab.ExecAsync(engine, "network", "create", "later")).Succeeded();
        (await lab.ExecAsync("mkdir", "-p", "/srv/later")).Succeeded();
        // The crash backoff would let them wait for up to five minutes.
        await controller.AwaitReadyAsync("network", "source");
        (await lab.ExecAsync("systemctl", "stop", "taken.service")).Succeeded();
        await controller.AwaitAsync("port", "is ready", seen => seen.IsReady, TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Host_LacksWhatAManifestNeeds_PlanAndValidateSaySoBeforehand(string engine)
    {
        const string Path = "/root/lacking.json";
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        var spec = Manifest.Idle(engine);
        spec["networks"] = Manifest.Strings("later");
        spec["devices"] = Manifest.Strings("/dev/nosuch");
        spec["extraOptions"] = Manifest.Strings("--mount=type=bind,source=/srv/later,target=/data");
        await lab.WriteFileAsync(Path, Manifest.Of("lacking", spec));
        string[] missing =
        [
            $"{engine} has no network later", "the device /dev/nosuch is not there", "/srv/later, which is to be mounted, is not there",
        ];

        // Where no controller runs, the manifests may be for another host.
        Assert.DoesNotContain("is not there", (await controller.CommandAsync("validate", Path))
            .Succeeded().Stderr, StringComparison.Ordinal);
        await controller.StartAsync();
        (await lab.ExecAsync("systemctl", "start", "podman.socket")).Succeeded();
        var validate = (await controller.CommandAsync("validate", Path)).Succeeded();
        var plan = await controller.CommandAsync("plan", Path);
        Assert.Equal(3, plan.ExitCode);
        Assert.All(missing, text => Assert.Contains(text, validate.Stderr, StringComparison.Ordinal));
        Assert.All(missing, text => Assert.Contains(text, plan.Stdout, StringComparison.Ordinal));

        (await lab.ExecAsync(engine, "network", "create", "later")).Succeeded();
        (await lab.ExecAsync("mkdir", "-p", "/srv/later")).Succeeded();
        var after = (await controller.CommandAsync("plan", Path)).Stdout;
        Assert.DoesNotContain("later", after, StringComparison.Ordinal);
        Assert.Contains("/dev/nosuch", after, StringComparison.Ordinal);
    }

    private static async Task DropAsync(Controller controller, string engine, string name, Action<JsonObject> change)
    {
        var spec = Manifest.Idle(engine);
        change(spec);
        await controller.DropAsync(name, Manifest.Of(name, spec));
    }

    private static async Task AwaitAsync(Controller controller, string name, string reason, string words)
    {
        await controller.AwaitAsync(
            name,
            $"says {reason} and {words}",
            seen => seen.Has("Degraded", "True", reason) && seen.Conditions.Contains(words, StringComparison.Ordinal),
            TimeSpan.FromMinutes(2));
        Assert.Contains(reason, (await controller.CommandAsync("get", name)).Succeeded().Text, StringComparison.Ordinal);
        var events = (
            await controller.Lab.ShellAsync(
                $"oci-reconciler events {name} -o json | jq -r '.items[] | .reason + \": \" + .message'")).Succeeded().Text;
        Assert.Contains(
            events.Split('\n'),
            line => line.StartsWith(reason + ": ", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal));
    }
}
