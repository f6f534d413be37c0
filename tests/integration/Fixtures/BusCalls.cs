using System.Globalization;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Counts from outside, with busctl's monitor, what the controller calls on systemd.</summary>
public sealed class BusCalls
{
    private const string Log = "/run/bus-calls";
    private readonly Lab _lab;

    private BusCalls(Lab lab) => _lab = lab;

    /// <summary>Begins; the controller runs already.</summary>
    public static async Task<BusCalls> StartAsync(Lab lab)
    {
        (await lab.ExecAsync(
            "systemd-run", "-q", "--unit=bus-calls", $"--property=StandardOutput=append:{Log}",
            "busctl", "monitor", "--json=short", "--match", "type='method_call',destination='org.freedesktop.systemd1'")).Succeeded();
        var calls = new BusCalls(lab);
        // What is asked for now must be seen: then the monitor is there.
        await lab.EventuallyAsync("the monitor sees calls", async () =>
        {
            (await lab.ExecAsync("busctl", "get-property", "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "Version")).Succeeded();
            return (await lab.ExecAsync("test", "-s", Log)).ExitCode == 0;
        });
        await calls.TakeAsync();
        return calls;
    }

    /// <summary>Waits until the controller has called nothing for a second.</summary>
    public Task QuietAsync() => _lab.EventuallyAsync(
        "the controller is quiet", async () => (await _lab.ShellAsync($"a=$(stat -c %s {Log}); sleep 1; test $a = $(stat -c %s {Log}) && echo quiet || true")).Text, seen => seen == "quiet");

    /// <summary>How often the controller has called each method since it was asked last.</summary>
    public async Task<SortedDictionary<string, int>> TakeAsync()
    {
        var script = $$"""
            pid=$(systemctl show --value -p MainPID {{Controller.Unit}})
            name=$(busctl list --json=short | jq -r --argjson pid "$pid" '.[] | select(.pid == $pid and (.name | startswith(":"))) | .name' | head -n 1)
            jq -r --arg name "$name" 'select(.sender == $name) | .member' {{Log}} | sort | uniq -c
            : > {{Log}}
            """;
        var lines = (await _lab.ShellAsync(script)).Succeeded().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var calls = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in lines.Select(line => line.Trim().Split(' ')))
            calls[line[1]] = int.Parse(line[0], CultureInfo.InvariantCulture);
        return calls;
    }
}
