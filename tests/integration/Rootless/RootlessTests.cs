using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// podman.user: a system unit whose podman is a user's. The rootless cases of the NixOS module's own VM test, and what is around them.
/// </summary>
public sealed class RootlessTests(Labs labs)
{
    private const string User = "redis";
    private const int Uid = 2342;
    private const int Port = 6379;
    private const string Unit = "podman-redis.service";

    [Theory]
    [InlineData("conmon", false)]
    [InlineData("healthy", true)]
    public async Task Rootless_SystemUser_RunsAsThatUserWithItsOwnImages(string sdnotify, bool lingers)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await AddUserAsync(lab);
        if (lingers)
            (await lab.RunAsUnitAsync("loginctl", "enable-linger", User)).Succeeded();
        var controller = await Controller.StartAsync(lab);
        (await lab.ExecAsync("podman", "rmi", Manifest.Web)).Succeeded();

        await controller.DropAsync("redis", Redis(sdnotify, "hello"));
        await controller.AwaitReadyAsync("redis");
        await controller.AwaitAnswerAsync(Port, "hello");
        var container = await ContainerAsync(lab);

        Assert.Equal("active", await lab.UnitPropertyAsync(Unit, "ActiveState"));
        Assert.Equal(User, await lab.UnitPropertyAsync(Unit, "User"));
        Assert.Contains($"/run/user/{Uid}/containers", await lab.UnitPropertyAsync(Unit, "RequiresMountsFor"), StringComparison.Ordinal);
        Assert.Equal(lingers, (await lab.UnitPropertyAsync(Unit, "Requires")).Contains($"user@{Uid}.service", StringComparison.Ordinal));
        Assert.Equal($"{Uid}", (await lab.ShellAsync("stat -c %u /proc/$(pgrep -o -f '^httpd ')")).Succeeded().Text);
        Assert.NotEqual(0, (await lab.ExecAsync("podman", "image", "exists", Manifest.Web)).ExitCode);
        Assert.Equal(0, (await lab.ExecAsync("oci-reconciler", "plan", Controller.Manifests)).ExitCode);

        await controller.EditAsync("redis", Redis(sdnotify, "hello again"));
        await controller.AwaitAnswerAsync(Port, "hello again");
        Assert.NotEqual(container, await ContainerAsync(lab));
        await controller.DeleteAsync("redis");
        await controller.AwaitGoneAsync("podman", "redis");
        Assert.Equal("", await ContainerAsync(lab));
    }

    [Fact]
    public async Task Rootless_ControllerRestarted_ContainerGoesOnAndItsHelpersGo()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await AddUserAsync(lab);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("redis", Redis("conmon", "hello"));
        await controller.AwaitReadyAsync("redis");
        var container = await ContainerAsync(lab);
        Assert.Equal("600 root", (await lab.ExecAsync("stat", "-c", "%a %U", $"/run/oci-reconciler/podman-{Uid}.sock")).Succeeded().Text);

        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        Assert.Equal("", (await lab.ExecAsync("systemctl", "list-units", "--all", "--plain", "--no-legend", "oci-reconciler-podman-*"))
            .Succeeded().Text);
        Assert.Equal("hello\n", await controller.AnswerAsync(Port));

        await controller.StartAsync();
        await controller.AwaitReadyAsync("redis");
        (await lab.ExecAsync("systemctl", "kill", "--signal=KILL", Controller.Unit)).Succeeded();
        await controller.AwaitReadyAsync("redis");
        Assert.Equal(container, await ContainerAsync(lab));
        Assert.Equal(1, await controller.StartsAsync(Unit));
    }

    [Fact]
    public async Task Rootless_UserThatPodmanCannotRunAs_IsSaidAndComesUpWhenMended()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("redis", Redis("conmon", "hello"));
        await SaysAsync($"podman.user: there is no user {User} on this host.");

        await AddUserAsync(lab, ids: false);
        await SaysAsync($"podman.user: {User} has no ids in /etc/subuid");

        await AddIdsAsync(lab);
        await controller.AwaitReadyAsync("redis");
        await controller.AwaitAnswerAsync(Port, "hello");

        Task SaysAsync(string message) => controller.AwaitAsync("redis", $"says: {message}", seen =>
            seen.Has("Degraded", "True", "PodmanUserUnusable") && seen.Conditions.Contains(message, StringComparison.Ordinal));
    }

    // systemd starts the service of a socket for each connection that waits: a broken one was started 330 times a minute.
    [Fact]
    public async Task Rootless_PodmanEndsAsSoonAsItIsStarted_IsStartedLessAndLessAndComesUpWhenMended()
    {
        const string Storage = $"/var/lib/{User}/.config/containers/storage.conf";
        const string Service = "oci-reconciler-podman-2342.service";
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await AddUserAsync(lab);
        // Not another driver: podman keeps that in its database.
        (await lab.ExecAsync("sed", "-i", "s/\"vfs\"/vfs/", Storage)).Succeeded();
        var controller = await Controller.StartAsync(lab);

        await controller.DropAsync("redis", Redis("conmon", "hello"));
        var seen = await controller.AwaitAsync(
            "redis", "says that its podman ends", seen => seen.Has("Degraded", "True", "EngineUnavailable"));
        Assert.Contains($"journalctl -u {Service}", seen.Conditions, StringComparison.Ordinal);
        var began = await UptimeAsync(lab);
        await lab.EventuallyAsync("a minute is over", () => UptimeAsync(lab), now => now > began + 60, TimeSpan.FromSeconds(90));
        Assert.InRange(await controller.StartsAsync(Service), 2, 25);

        (await lab.ExecAsync("sed", "-i", "s/vfs/\"vfs\"/", Storage)).Succeeded();
        await controller.AwaitAsync("redis", "is ready", workload => workload.IsReady, TimeSpan.FromMinutes(3));
        await controller.AwaitAnswerAsync(Port, "hello");
    }

    private static async Task<double> UptimeAsync(Lab lab) => double.Parse(
        (await lab.ExecAsync("cut", "-d", " ", "-f", "1", "/proc/uptime")).Succeeded().Text, CultureInfo.InvariantCulture);

    private static async Task AddUserAsync(Lab lab, bool ids = true)
    {
        // The lab's own storage is an overlay already, on which a user's podman cannot stack one.
        const string Script = """
            useradd --uid "$2" --create-home --home-dir "/var/lib/$1" --shell /usr/sbin/nologin "$1"
            sed -i "/^$1:/d" /etc/subuid /etc/subgid
            mkdir -p "/var/lib/$1/.config/containers"
            printf '[storage]\ndriver = "vfs"\n' > "/var/lib/$1/.config/containers/storage.conf"
            chown -R "$1:" "/var/lib/$1"
            """;
        (await lab.ExecAsync("sh", "-ec", Script, "sh", User, $"{Uid}")).Succeeded();
        if (ids)
            await AddIdsAsync(lab);
    }

    private static async Task AddIdsAsync(Lab lab) =>
        (await lab.ExecAsync("usermod", "--add-subuids", "200000-265535", "--add-subgids", "200000-265535", User)).Succeeded();

    private static async Task<string> ContainerAsync(Lab lab) => (await lab.ExecAsync(
        "systemd-run", "--quiet", "--pipe", "--wait", "--collect", "--property=User=" + User,
        "podman", "ps", "--quiet", "--no-trunc", "--filter", "name=^redis$")).Succeeded().Text;

    private static string Redis(string sdnotify, string greeting) => Manifest.Of("redis", new JsonObject
    {
        ["image"] = Manifest.Web,
        ["imageFile"] = "/usr/share/oci-demo/web-1.tar",
        ["ports"] = Manifest.Strings($"{Port}:80"),
        ["environment"] = new JsonObject { ["GREETING"] = greeting },
        ["extraOptions"] = sdnotify == "healthy"
            ? Manifest.Strings("--health-cmd", "test -f /tmp/www/index.html", "--health-interval", "1s")
            : Manifest.Strings(),
        ["podman"] = new JsonObject { ["user"] = User, ["sdnotify"] = sdnotify },
    });
}
