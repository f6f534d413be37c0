using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// A lab with systemd, a bus and the controller as they are, and with a stand-in for an engine that costs next to nothing: what is measured
/// there is what the controller causes. The programs of lab/instruments measure it from outside.
/// </summary>
internal sealed class BenchHost : IAsyncDisposable
{
    /// <summary>The program that times; see lab/instruments/watch.c.</summary>
    public const string Watch = $"{Instruments}/watch";

    /// <summary>The least that a program can do on the bus; see lab/instruments/bus.c.</summary>
    public const string Bus = $"{Instruments}/bus";

    private const string Instruments = "/usr/local/lib/bench";
    private const string Statuses = "/run/oci-reconciler/status";
    private const string OurGroup = $"system.slice/{Controller.Unit}";
    private const string SystemdGroup = "init.scope";
    private const string BusGroup = "system.slice/dbus.service";

    private readonly BenchSettings _settings;

    private BenchHost(Lab lab, BenchSettings settings) => (Lab, _settings) = (lab, settings);

    /// <summary>The lab.</summary>
    public Lab Lab { get; }

    /// <summary>Boots it.</summary>
    public static async Task<BenchHost> StartAsync(Labs labs, BenchSettings settings)
    {
        var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await InstallAsync(lab, settings);
        await EngineStandIn.StartAsync(new Controller(lab));
        (await lab.ShellAsync($"""
            systemctl stop stand-in
            cp {Instruments}/stand-in /opt/stand-in/stand-in; ln -sf stand-in /opt/stand-in/docker
            systemd-run -q --unit=stand-in /opt/stand-in/stand-in {EngineStandIn.Socket}
            """)).Succeeded();
        await lab.EventuallyAsync("the engine's stand-in answers", async () =>
            (await lab.ExecAsync("curl", "-sf", "--unix-socket", EngineStandIn.Socket, "http://host/_ping")).ExitCode == 0);
        return new BenchHost(lab, settings);
    }

    /// <summary>Puts the instruments into a lab.</summary>
    public static async Task InstallAsync(Lab lab, BenchSettings settings)
    {
        (await lab.ExecAsync("mkdir", "-p", Instruments)).Succeeded();
        foreach (var name in new[] { "bus", "watch", "stand-in" })
            await lab.InstallExecutableAsync(Path.Combine(settings.Instruments, name), $"{Instruments}/{name}");
    }

    /// <summary>Begins the life of a build on a host where nothing is left of any other.</summary>
    public async Task BeginAsync(BenchProgram program)
    {
        await Life.PrepareAsync(Lab, program.File);
        await new Controller(Lab).StartAsync();
    }

    /// <summary>Ends the controller, and removes all workloads.</summary>
    public Task ClearAsync(BenchProgram program) => Life.PrepareAsync(Lab, program.File);

    /// <summary>Waits until the first so many workloads are of a phase and nothing is to be done for them.</summary>
    public async Task AwaitAsync(int workloads, string phase = "Running")
    {
        var outcome = await Lab.ExecAsync(AwaitCommand(workloads, phase));
        Assert.True(outcome.ExitCode == 0, $"{workloads} workloads were not {phase} within {_settings.Patience} s");
    }

    /// <summary>The command that waits for that, and fails after a while.</summary>
    public string[] AwaitCommand(int workloads, string phase) =>
        [Watch, "await", Statuses, "n%04d", $"{workloads}", phase, $"{_settings.Patience}"];

    /// <summary>Renames staged manifests into place, each when the one before is seen to; says when.</summary>
    public static string[] DropCommand(IEnumerable<string> names) =>
        [Watch, "drop", Statuses, "Running", Crowd.Staging, Controller.Manifests, .. names];

    /// <summary>Runs a command in the lab, and measures until the controller is at rest again.</summary>
    public Task<BenchUse> MeasureAsync(IdleUse idle, params string[] command) =>
        MeasureAsync(idle, idle.Ours, [OurGroup, SystemdGroup, BusGroup], command);

    /// <summary>The same without a controller: until systemd is at rest again.</summary>
    public Task<BenchUse> MeasureSystemdAsync(params string[] command) =>
        MeasureAsync(IdleUse.None, 0, [SystemdGroup, OurGroup, BusGroup], command);

    /// <summary>Watches for some seconds what goes on when nothing is to be done.</summary>
    public async Task<IdleUse> IdleAsync(int seconds)
    {
        // A thread that ends takes its number with it, so each is looked at each second.
        var text = (await Lab.ShellAsync($$"""
            cd /proc/$(systemctl show --value -p MainPID {{Controller.Unit}})/task
            used() {
                for group in {{OurGroup}} {{SystemdGroup}} {{BusGroup}}; do
                    sed -n 's/^usage_usec //p' "/sys/fs/cgroup/$group/cpu.stat"
                done
                cut -d' ' -f1 /proc/uptime
            }
            used
            for second in $(seq 0 {{seconds}}); do
                [ $second = 0 ] || sleep 1
                echo look; grep -H _ctxt_switches */status || true
            done | awk '
                $1 == "look" { looks++; next }
                looks > 1 { sum += $2 - last[$1] }
                { last[$1] = $2 }
                END { print sum + 0 }'
            used
            """)).Text;
        var numbers = text.Split('\n').Select(Number).ToList();
        var lasted = numbers[8] - numbers[3];
        double Rate(int index) => Math.Max(0, numbers[index + 5] - numbers[index]) / lasted;
        return new(Rate(0), Rate(1), Rate(2), numbers[4] / lasted);
    }

    /// <summary>Seconds since 1970 at which units became active, in their order.</summary>
    public async Task<IReadOnlyList<double>> ActiveSinceAsync(params IEnumerable<string> units) =>
    [
        .. (await Lab.ShellAsync($"""
            systemctl show -p ActiveEnterTimestamp --value --timestamp=us+utc {string.Join(' ', units.Select(unit => $"'{unit}'"))} \
                | grep . | date -f - +%s.%N
            """)).Text.Split('\n').Select(Number),
    ];

    /// <summary>A time that systemd tells of a unit, in seconds since 1970.</summary>
    public static async Task<double> TimeAsync(Lab lab, string unit, string property) => Number((await lab.ShellAsync(
        $"systemctl show -p {property} --value --timestamp=us+utc {unit} | date -f - +%s.%N")).Text);

    /// <summary>A size of the controller's process in kB, as /proc names it.</summary>
    public async Task<double> SizeAsync(string field) => Number((await Lab.ShellAsync(
        $"sed -n 's/^{field}:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$(systemctl show --value -p MainPID {Controller.Unit})/status")).Text);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    /// <summary>A number as programs print it.</summary>
    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private async Task<BenchUse> MeasureAsync(IdleUse idle, double limit, string[] groups, string[] command)
    {
        var outcome = (await Lab.ExecAsync([Watch, "quiet", "1", $"{limit}", .. groups, "--", .. command])).Succeeded();
        var said = outcome.Text.Split('\n');
        var numbers = said[^1].Split(' ').Select(Number).ToList();
        double Net(string group, double rate) => (numbers[2 + Array.IndexOf(groups, group)] - (rate * numbers[^1])) / 1000;
        return new(numbers[0], numbers[1], Net(OurGroup, idle.Ours), Net(SystemdGroup, idle.Systemd), Net(BusGroup, idle.Bus),
            said[..^1]);
    }
}
