namespace OciReconciler.IntegrationTests;

/// <summary>A host that lacks something is told in one sentence, with the exit code of the contract.</summary>
public sealed class EnvironmentTests(Labs labs)
{
    private const string Run = "/usr/local/bin/oci-reconciler";

    [Fact]
    public async Task Run_WithoutABus_SaysSoAndExitsWith4()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await Controller.InstallAsync(lab);
        (await lab.ExecAsync("systemctl", "stop", "dbus.socket", "dbus.service")).Succeeded();

        var outcome = await lab.ExecAsync(Run, "run");
        Assert.Equal(4, outcome.ExitCode);
        Assert.Contains("systemd cannot be reached over D-Bus", OneLine(outcome), StringComparison.Ordinal);
    }

    // systemd's own programs use the library: it is taken out of the controller's sight, not off the host.
    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Run_WithoutSystemdsLibrary_DoesAllOfIt(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        var libraries = await lab.ShellAsync("find / -xdev '(' -name 'libsystemd*' -o -name 'libdbus*' ')' -type f");
        Assert.Contains("libsystemd.so.0", libraries.Stdout, StringComparison.Ordinal);
        await lab.WriteFileAsync(
            $"/etc/systemd/system/{Controller.Unit}.d/hidden.conf", $"[Service]\nInaccessiblePaths={string.Join(' ', Lines(libraries))}\n");
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        await controller.StartAsync();
        await controller.DropAsync("tool", Manifest.Of("tool", Manifest.Idle()));
        await controller.AwaitReadyAsync("tool");

        var needed = (await lab.ShellAsync($"ldd {Run} | grep -o '[a-z]*[.]so[.0-9]*' | sort -u")).Succeeded();
        Assert.Equal(["libc.so.6", "libm.so.6"], Lines(needed).Where(library => library.StartsWith("lib", StringComparison.Ordinal)));
        var process = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");
        var mapped = (await lab.ShellAsync($"cat /proc/{process}/maps")).Succeeded();
        Assert.DoesNotContain("libsystemd", mapped.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("libdbus", mapped.Stdout, StringComparison.Ordinal);
        var events = (await lab.ExecAsync("journalctl", "OCI_RECONCILER_WORKLOAD=tool", "-o", "cat", "--no-pager")).Succeeded();
        Assert.Contains("tool: Started", events.Stdout, StringComparison.Ordinal);
    }

    // Images of hosts are made with such a file, and systemd fills only its own.
    [Fact]
    public async Task Run_DBusMachineIdIsEmpty_Connects()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await Controller.InstallAsync(lab);
        (await lab.ShellAsync("mkdir -p /var/lib/dbus; rm -f /var/lib/dbus/machine-id; : > /var/lib/dbus/machine-id")).Succeeded();
        (await lab.ExecAsync(Run, "run", "--once", "--manifests", Controller.Manifests)).Succeeded();
    }

    [Fact]
    public async Task Run_SecondController_IsRefusedAndNamesTheFirst()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await Controller.StartAsync(lab);
        var first = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");

        var outcome = await lab.ExecAsync(Run, "run");
        Assert.Equal(4, outcome.ExitCode);
        Assert.Contains($"process {first} ", OneLine(outcome), StringComparison.Ordinal);
        Assert.Equal(first, await lab.UnitPropertyAsync(Controller.Unit, "MainPID"));
    }

    [Fact]
    public async Task Run_MissingDirectory_IsSaidAndWaitedFor()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        (await lab.ExecAsync("rmdir", Controller.Manifests)).Succeeded();

        var once = await lab.ExecAsync(Run, "run", "--once", "--manifests", Controller.Manifests);
        Assert.Equal(1, once.ExitCode);
        Assert.Contains($"{Controller.Manifests} does not exist", once.Stderr, StringComparison.Ordinal);

        await controller.StartAsync();
        Assert.Contains("does not exist", await lab.JournalAsync(Controller.Unit), StringComparison.Ordinal);
        await controller.DropAsync("tool", Manifest.Of("tool", Manifest.Idle()));
        await controller.AwaitReadyAsync("tool");
    }

    [Fact]
    public async Task Run_EngineDown_IsSaidAndRetriedUntilItIsUp()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        (await lab.ExecAsync("systemctl", "stop", "docker.socket", "docker.service")).Succeeded();
        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle("docker")));
        await controller.DropAsync("tool", Manifest.Of("tool", Manifest.Idle()));

        var once = await lab.ExecAsync(Run, "run", "--once", "--manifests", Controller.Manifests);
        Assert.Equal(1, once.ExitCode);
        Assert.Contains("web: EngineUnavailable: docker does not answer", once.Stderr, StringComparison.Ordinal);
        await controller.ContainerAsync("podman", "tool");

        await controller.StartAsync();
        await controller.AwaitAsync("web", "is held back", seen => seen.Has("Degraded", "True", "EngineUnavailable"));
        (await lab.ExecAsync("systemctl", "start", "docker.service")).Succeeded();
        await controller.AwaitReadyAsync("web");
        await controller.ContainerAsync("docker", "web");
    }

    [Fact]
    public async Task RunOnce_Converges_ReportsAndASecondRunDoesNothing()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        await controller.DropAsync("tool", Manifest.Of("tool", Manifest.Idle()));

        var first = (await lab.ExecAsync(Run, "run", "--once", "--manifests", Controller.Manifests)).Succeeded();
        Assert.Contains("1 of 1 workloads in sync", first.Stdout, StringComparison.Ordinal);
        var container = await controller.ContainerAsync("podman", "tool");
        (await lab.ExecAsync(Run, "run", "--once", "--manifests", Controller.Manifests)).Succeeded();
        Assert.Equal(container, await controller.FindContainerAsync("podman", "tool"));

        await controller.DeleteAsync("tool");
        (await lab.ExecAsync(Run, "run", "--once", "--manifests", Controller.Manifests)).Succeeded();
        Assert.Null(await controller.FindContainerAsync("podman", "tool"));
    }

    [Fact]
    public async Task Plan_OnALiveHost_NamesTheFieldAndExitsWith3()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Manifest.WebServer("web", "podman", 8080, "hello"));
        await controller.AwaitReadyAsync("web");
        Assert.Equal(0, (await lab.ExecAsync(Run, "plan", Controller.Manifests)).ExitCode);

        await lab.WriteFileAsync("/root/edit.json", Manifest.WebServer("web", "podman", 8081, "hello"));
        var plan = await lab.ExecAsync("env", "http_proxy=http://elsewhere:3128", Run, "plan", "/root/edit.json");
        Assert.Equal(3, plan.ExitCode);
        Assert.Contains("web: replace: SpecChanged", plan.Stdout, StringComparison.Ordinal);
        Assert.Contains("""spec.ports: ["8080:80"] -> ["8081:80"]""", plan.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("rendered", plan.Stdout, StringComparison.Ordinal);
    }

    private static string OneLine(ExecOutcome outcome)
    {
        Assert.Single(outcome.Stderr.Trim().Split('\n'));
        return outcome.Stderr;
    }

    private static IEnumerable<string> Lines(ExecOutcome outcome) => outcome.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
