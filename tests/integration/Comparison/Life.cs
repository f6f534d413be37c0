using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OciReconciler.IntegrationTests;

/// <summary>A build of the program at work on a host where nothing is left of any other; the workloads are a <see cref="Crowd"/>.</summary>
internal sealed class Life
{
    // Longer than what the program does by itself takes to come: it makes its heap small every minute, and gives up idle threads after 20
    // s.
    private static readonly TimeSpan Upkeep = TimeSpan.FromSeconds(65);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Lab _lab;
    private readonly string _process;

    private Life(Lab lab, string process) => (_lab, _process) = (lab, process);

    /// <summary>Ends the life before, removes what it left, and puts a build of the program in its place.</summary>
    public static async Task PrepareAsync(Lab lab, string program)
    {
        (await lab.ShellAsync($"""
            systemctl stop 'oci-reconciler*'
            systemctl stop '{Crowd.Units}' '{Crowd.Holders}'
            rm -rf /run/oci-reconciler /var/lib/oci-reconciler {Controller.Manifests} /run/stand-in/containers
            mkdir -p {Controller.Manifests} /run/stand-in/containers
            """)).Succeeded();
        await lab.EventuallyAsync("nothing is left", () => LoadedAsync(lab), loaded => loaded == 0);
        await lab.InstallProgramAsync(program);
    }

    /// <summary>Begins the life that was prepared; there are no workloads.</summary>
    public static async Task<Life> StartAsync(Lab lab)
    {
        await new Controller(lab).StartAsync();
        return new Life(lab, await lab.UnitPropertyAsync(Controller.Unit, "MainPID"));
    }

    /// <summary>
    /// Puts the manifests of the first so many into the directory, and waits until all is as they say: seconds since 1970, when they were
    /// there.
    /// </summary>
    public async Task<double> DropAsync(int workloads, string edition = "1")
    {
        var dropped = await Crowd.DropAsync(_lab, Enumerable.Range(0, workloads), edition);
        await _lab.EventuallyAsync(
            $"edition {edition} is defined", async () => (await _lab.UnitPropertyAsync(Crowd.Unit(0), "ExecStart"))
                .Contains($"EDITION={edition} ", StringComparison.Ordinal), Patience);
        await ConvergeAsync(workloads);
        return dropped;
    }

    /// <summary>Deletes all manifests, and waits until nothing of their workloads is left.</summary>
    public async Task DeleteAsync()
    {
        (await _lab.ShellAsync($"rm {Controller.Manifests}/*")).Succeeded();
        await ConvergeAsync(0);
    }

    /// <summary>Waits until nothing happens any more, and everything that comes by itself later has come.</summary>
    public Task SettleAsync() => IdleAsync(Upkeep);

    /// <summary>
    /// Waits until it has done nothing for a while: less than a clock tick of work, and half a percent for its timers and for making the
    /// heap small.
    /// </summary>
    public async Task IdleAsync(TimeSpan lasting)
    {
        var (since, used) = (Stopwatch.GetTimestamp(), await CpuSecondsAsync());
        await _lab.EventuallyAsync($"the controller idles for {lasting.TotalSeconds} s", async () =>
        {
            var now = await CpuSecondsAsync();
            if (now - used > 0.01 + (lasting.TotalSeconds * 0.005))
                (since, used) = (Stopwatch.GetTimestamp(), now);
            return Stopwatch.GetElapsedTime(since) >= lasting;
        }, Patience);
    }

    /// <summary>What it has used of processors in its life.</summary>
    public async Task<double> CpuSecondsAsync() => await NumberAsync($"awk '{{ print ($14 + $15) }}' /proc/{_process}/stat") / 100;

    /// <summary>
    /// What /proc says of its size: the median of some samples of one field of status or of smaps_rollup, as it stands there.
    /// </summary>
    public async Task<Func<string, double>> SizesAsync()
    {
        var samples =
            (await _lab.ShellAsync(
                $"for i in 1 2 3 4 5; do cat /proc/{_process}/status /proc/{_process}/smaps_rollup; sleep 0.2; done")).Text;
        return field =>
            Candidate.Median(Regex.Matches(samples, $@"^{field}:\s+(\d+)", RegexOptions.Multiline, TimeSpan.FromSeconds(1))
                .Select(match => Number(match.Groups[1].Value)));
    }

    /// <summary>When the last of its workloads became active, in seconds since 1970.</summary>
    public Task<double> LastActiveAsync() =>
        NumberAsync(
            $"systemctl show -p ActiveEnterTimestamp --value --timestamp=us+utc '{Crowd.Units}' | grep . | date -f - +%s.%N | sort "
            + "-n | tail -n 1");

    // There are so many, and all are as declared and known as good.
    private Task ConvergeAsync(int workloads) => _lab.EventuallyAsync(
        $"{workloads} workloads are as declared",
        async () => (Good: await NumberAsync("""
            cat /run/oci-reconciler/status/*.json 2> /dev/null | jq -s 'map(select(
                .inSync and .phase == "Running" and any(.conditions[]; .type == "Progressing" and .status == "False"))) | length'
            """), Reported: await NumberAsync("ls /run/oci-reconciler/status | wc -l"), Loaded: await LoadedAsync(_lab)),
        seen => seen == (workloads, workloads, workloads * 2),
        Patience);

    // Services and their holders.
    private static async Task<int> LoadedAsync(Lab lab) =>
        (await lab.ExecAsync("systemctl", "list-units", "--all", "--plain", "--no-legend", Crowd.Units, Crowd.Holders)).Text.Split('\n',
            StringSplitOptions.RemoveEmptyEntries).Length;

    private async Task<double> NumberAsync(string script) => Number((await _lab.ShellAsync(script)).Text);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
