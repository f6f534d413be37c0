using System.Diagnostics;
using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// What NixOS's own test of its module looks at: a custom service name, a port, capabilities, a device, a stop that works.
/// </summary>
[Collection<OptionsHost>]
public sealed class CapabilityTests(OptionsHost host, Labs labs)
{
    private const string Greeting = "hello from the module's test";

    // podman prints what differs from its own defaults, and those changed: NET_RAW, MKNOD and AUDIT_WRITE are in them no longer, so
    // dropping AUDIT_WRITE changes nothing there, while podman 4.3 still compares with docker's defaults.
    [Theory]
    [InlineData("podman", "CAP_AUDIT_READ", "CAP_CHOWN", "")]
    [InlineData("docker", "AUDIT_READ", "AUDIT_WRITE,CHOWN", "rwm")]
    public async Task ModuleTest_OnTrixie_InspectAndStopAreAsTheModuleExpects(
        string engine, string added, string dropped, string permissions) =>
        await ModuleTestAsync(host.Controller, engine, added, dropped, permissions);

    [Fact]
    public async Task ModuleTest_OnBookworm_InspectAndStopAreAsTheModuleExpects()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Bookworm);
        var controller = await Controller.StartAsync(lab);
        await ModuleTestAsync(controller, "podman", "CAP_AUDIT_READ", "CAP_AUDIT_WRITE,CAP_CHOWN,CAP_MKNOD,CAP_NET_RAW", "");
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Privileged_True_GivesWhatIsNotGivenElse(string engine)
    {
        var spec = Manifest.Idle();
        spec["privileged"] = true;
        var container = await host.RunAsync("privileged", engine, spec);
        Assert.Equal("true", await container.InspectAsync("{{.HostConfig.Privileged}}"));
        Assert.True(Has(await BoundingSetAsync(container), Capability.SysAdmin));
    }

    private static async Task ModuleTestAsync(Controller controller, string engine, string added, string dropped, string permissions)
    {
        var name = $"module-{engine}";
        var service = $"custom-{engine}";
        var port = engine == "podman" ? 8181 : 8182;
        // systemd cannot end the container by this signal: only an ExecStop that works can.
        await controller.Lab.WriteFileAsync($"/etc/systemd/system/{service}.service.d/kill.conf", "[Service]\nKillSignal=SIGCONT\n");
        await controller.DropAsync(name, ModuleTest(name, engine, service, port));
        var container = await controller.LiveAsync(engine, name);

        Assert.Equal("active", await controller.Lab.UnitPropertyAsync($"{service}.service", "ActiveState"));
        Assert.Equal("SIGCONT", Signal(await controller.Lab.UnitPropertyAsync($"{service}.service", "KillSignal")));
        await controller.AwaitAnswerAsync(port, Greeting);
        Assert.Equal(added.Split(','), await container.InspectListAsync(".HostConfig.CapAdd"));
        Assert.Equal(dropped.Split(','), await container.InspectListAsync(".HostConfig.CapDrop"));
        var set = await BoundingSetAsync(container);
        Assert.True(Has(set, Capability.AuditRead) && Has(set, Capability.Kill), $"{set:x}");
        Assert.False(Has(set, Capability.AuditWrite) || Has(set, Capability.Chown) || Has(set, Capability.SysAdmin), $"{set:x}");
        Assert.Equal("false", await container.InspectAsync("{{.HostConfig.Privileged}}"));
        var device = new JsonObject {
            ["PathOnHost"] = "/dev/random", ["PathInContainer"] = "/dev/opt-random", ["CgroupPermissions"] = permissions };
        var devices = await container.InspectJsonAsync(".HostConfig.Devices");
        Assert.True(JsonNode.DeepEquals(new JsonArray(device), devices), devices?.ToJsonString());
        Assert.Equal(
            "c 1:8", (await container.ShellAsync("stat -c '%F %t:%T' /dev/opt-random")).Text.Replace("character special file", "c",
                StringComparison.Ordinal));
        var unitLabel = await container.InspectAsync("{{index .Config.Labels \"PODMAN_SYSTEMD_UNIT\"}}");
        Assert.Equal(engine == "podman" ? $"{service}.service" : "", unitLabel);

        var began = Stopwatch.GetTimestamp();
        (await controller.Lab.ExecAsync("systemctl", "stop", $"{service}.service")).Succeeded();
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 10);
        Assert.NotEqual(container.Id, await controller.FindContainerAsync(engine, name));
    }

    private static string ModuleTest(string name, string engine, string service, int port) => Manifest.Of(name, new JsonObject
    {
        ["backend"] = engine,
        ["serviceName"] = service,
        ["image"] = Manifest.Web,
        ["ports"] = Manifest.Strings($"{port}:80"),
        ["environment"] = new JsonObject { ["GREETING"] = Greeting },
        ["capabilities"] = new JsonObject { ["AUDIT_READ"] = true, ["AUDIT_WRITE"] = false, ["CHOWN"] = false, ["SYS_ADMIN"] = null },
        ["devices"] = Manifest.Strings("/dev/random:/dev/opt-random"),
    });

    private static string Signal(string number) => number == "18" ? "SIGCONT" : number;

    private static async Task<ulong> BoundingSetAsync(ContainerState container)
    {
        var line = (await container.ShellAsync("grep CapBnd /proc/1/status")).Text;
        return ulong.Parse(line.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static bool Has(ulong set, Capability capability) => (set & (1UL << (int)capability)) != 0;

    // The numbers of linux/capability.h.
    private enum Capability
    {
        Chown = 0,
        Kill = 5,
        SysAdmin = 21,
        AuditWrite = 29,
        AuditRead = 37,
    }
}
