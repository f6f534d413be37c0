namespace OciReconciler.IntegrationTests;

/// <summary>The least that has to be asked of systemd for the same outcome, asked by a program that does nothing else.</summary>
internal sealed class BusLimits(BenchHost host)
{
    private const int Listings = 10;
    private const string Unit = "bus-record.service";
    private const string Recording = "/run/bench-calls";

    /// <summary>Has a build define the first workload, and records by which calls.</summary>
    public async Task RecordAsync(BenchProgram program, bool autoStart = true)
    {
        await host.BeginAsync(program);
        (await host.Lab.ExecAsync("systemd-run", "-q", $"--unit={Unit}", BenchHost.Bus, "record", Recording)).Succeeded();
        await host.Lab.EventuallyAsync("calls are recorded", async () => (await host.Lab.ExecAsync("test", "-e", Recording)).ExitCode == 0);
        await Crowd.DropAsync(host.Lab, [0], "1", autoStart);
        await host.AwaitAsync(1, autoStart ? "Running" : "Defined");
        (await host.Lab.ExecAsync("systemctl", "stop", Unit)).Succeeded();
        await host.ClearAsync(program);
    }

    /// <summary>Makes the recorded calls for so many workloads, one after the other: seconds since 1970, when it began.</summary>
    public async Task<double> ReplayAsync(int workloads) =>
        BenchHost.Number((await host.Lab.ExecAsync(["sh", "-ec", $"date +%s.%N; {string.Join(' ', ReplayCommand(workloads))}"])).Text);

    /// <summary>The command that makes them.</summary>
    public static string[] ReplayCommand(int workloads) => [BenchHost.Bus, "replay", Recording, Crowd.Name(0), $"{workloads}"];

    /// <summary>One listing of everything that is ours or may be: CPU in milliseconds of who asks, and of all.</summary>
    public async Task<(double Own, double All)> ListAsync()
    {
        var used = await host.MeasureSystemdAsync(BenchHost.Bus, "list", $"{Listings}", "oci-*.slice", "*.service");
        var own = BenchHost.Number(used.Said[0]) / 1000;
        return (own, own + ((used.Systemd + used.Bus) / Listings));
    }

    /// <summary>Runs a command so many times, one after the other: milliseconds that each took.</summary>
    public static async Task<IReadOnlyList<double>> RepeatAsync(Lab lab, int times, string command)
    {
        var script = $$"""
            for ((i = 0; i < {{times}}; i++)); do
                began=$EPOCHREALTIME; {{command}} > /dev/null || exit; ended=$EPOCHREALTIME
                echo $(( ${ended/./} - ${began/./} ))
            done
            """;
        return [.. (await lab.ExecAsync("bash", "-c", script)).Text.Split('\n').Select(line => BenchHost.Number(line) / 1000)];
    }
}
