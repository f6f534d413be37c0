using System.Globalization;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Sees from outside, with busctl's monitor, what the controller calls on the bus. Replies and signals are no calls.</summary>
public sealed class BusCalls
{
    private const string Log = "/run/bus-calls";
    private const string Unit = "bus-calls.service";

    // Nobody answers it. Messages are seen in order, so when it is there, all calls before it are.
    private const string Mark = "SeenSoFar";
    private readonly Lab _lab;

    private BusCalls(Lab lab) => _lab = lab;

    /// <summary>Begins; also before the controller is started.</summary>
    public static async Task<BusCalls> StartAsync(Lab lab)
    {
        (await lab.ExecAsync(
            "systemd-run", "-q", $"--unit={Unit}", $"--property=StandardOutput=append:{Log}",
            "busctl", "monitor", "--json=short", "--match", "type='method_call'")).Succeeded();
        var calls = new BusCalls(lab);
        await calls.ListAsync();
        return calls;
    }

    /// <summary>Ends it.</summary>
    public async Task StopAsync() => (await _lab.ExecAsync("systemctl", "stop", Unit)).Succeeded();

    /// <summary>Waits until nobody has called anything for some seconds.</summary>
    public Task QuietAsync(int seconds = 1) => _lab.EventuallyAsync(
        "the bus is quiet",
        async () => (await _lab.ShellAsync(
            $"a=$(stat -c %s {Log}); sleep {seconds}; test $a = $(stat -c %s {Log}) && echo quiet || true")).Text, seen => seen == "quiet",
            TimeSpan.FromSeconds(60));

    /// <summary>How often the controller has called each of systemd's methods since it was asked last.</summary>
    public async Task<SortedDictionary<string, int>> TakeAsync() =>
        new((await ListAsync()).Where(call => call.Destination == "org.freedesktop.systemd1").CountBy(call => call.Member)
            .ToDictionary(), StringComparer.Ordinal);

    /// <summary>What the controller has called since it was asked last, in order.</summary>
    public async Task<IReadOnlyList<SeenCall>> ListAsync()
    {
        // The first marks may come before the monitor.
        await _lab.EventuallyAsync("the monitor sees calls", async () =>
        {
            await _lab.ExecAsync("busctl", "call", "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", Mark);
            return (await _lab.ExecAsync("grep", "-q", Mark, Log)).ExitCode == 0;
        });
        var script = $$"""
            pid=$(systemctl show --value -p MainPID {{Controller.Unit}})
            names=$(busctl list --json=short | jq -c --argjson pid "$pid" 'map(select(.pid == $pid).name)')
            sed /{{Mark}}/q {{Log}} | jq -r --argjson names "$names" 'select(.sender | IN($names[]))
                | [.destination, .interface, .member, .path, (.payload.data | map(strings) | join(" ")),
                    .["timestamp-realtime"]] | @tsv'
            : > {{Log}}
            """;
        var lines = (await _lab.ShellAsync(script)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => line.Split('\t'))
            .Select(fields => new SeenCall(fields[0], fields[1], fields[2], fields[3], fields[4],
                long.Parse(fields[5], CultureInfo.InvariantCulture)))];
    }
}
