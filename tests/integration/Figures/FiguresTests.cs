using System.Globalization;
using System.Text.Json;

namespace OciReconciler.IntegrationTests;

/// <summary>How fast and how small the controller is on this machine: printed for people, judged by none.</summary>
public sealed class FiguresTests(Labs labs)
{
    private const int Drops = 10;

    [Fact]
    public async Task Controller_TenDrops_PrintsLatencyAndSize()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        var latencies = new List<double>();
        for (var i = 0; i < Drops; i++)
        {
            latencies.Add(await DropAsync(lab, $"figure-{i}"));
        }

        latencies.Sort();
        Figure.Print(
            $"file renamed into place until StartTransientUnit is accepted, {Drops} drops",
            string.Create(CultureInfo.InvariantCulture, $"p50 {latencies[Drops / 2]:0.0} ms, max {latencies[^1]:0.0} ms"));

        await controller.AwaitReadyAsync([.. Enumerable.Range(0, Drops).Select(i => $"figure-{i}")]);
        var process = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");
        var resident = (await lab.ShellAsync($"sed -n 's/^VmRSS:[^0-9]*//p' /proc/{process}/status")).Text;
        Assert.EndsWith(" kB", resident, StringComparison.Ordinal);
        Figure.Print($"resident memory of the controller, {Drops} workloads in sync", resident);
        var size = long.Parse(
            (await lab.ExecAsync("stat", "-c", "%s", "/usr/local/bin/oci-reconciler")).Text, CultureInfo.InvariantCulture);
        Assert.True(size > 0);
        Figure.Print("size of the program", string.Create(CultureInfo.InvariantCulture, $"{size / 1e6:0.0} MB"));
    }

    /// <returns>Milliseconds from just before the rename to the controller's word that systemd has accepted the definition.</returns>
    private static async Task<double> DropAsync(Lab lab, string name)
    {
        // Defined only: what is measured ends before a start, and the starts of the drops before would disturb it.
        const string Script = """
            hidden=$1/.$2.new; printf %s "$3" > "$hidden"
            date +%s%N; mv "$hidden" "$1/$2.json"
            """;
        var spec = Manifest.Idle();
        spec["autoStart"] = false;
        var dropped = (await lab.ExecAsync("sh", "-ec", Script, "sh", Controller.Manifests, name, Manifest.Of(name, spec))).Text;
        var accepted = await lab.EventuallyAsync(
            $"the definition of {name} is accepted", () => AcceptedAsync(lab, name), microseconds => microseconds is not null);
        var latency = (accepted!.Value / 1e3) - (double.Parse(dropped, CultureInfo.InvariantCulture) / 1e6);
        Assert.True(latency > 0, $"{name} was accepted {-latency} ms before it was there");
        return latency;
    }

    private static async Task<double?> AcceptedAsync(Lab lab, string name)
    {
        var journal = await lab.ExecAsync("journalctl", "-q", "-o", "json", "-u", Controller.Unit, "--no-pager");
        foreach (var line in journal.Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var entry = JsonDocument.Parse(line);
            if (entry.RootElement.GetProperty("MESSAGE").ToString().Contains(
                $"Created: Defined podman-{name}.service", StringComparison.Ordinal))
            {
                return double.Parse(entry.RootElement.GetProperty("__REALTIME_TIMESTAMP").GetString()!, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }
}
