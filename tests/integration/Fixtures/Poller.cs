using System.Globalization;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>A client in a lab that asks a web server again and again, some fifty times a second, and notes each answer.</summary>
public sealed class Poller
{
    private readonly Lab _lab;
    private readonly int _port;

    private Poller(Lab lab, int port) => (_lab, _port) = (lab, port);

    private string File => $"/run/poll-{_port}";

    private string Unit => $"poll-{_port}.service";

    /// <summary>Starts one; returns when the server has answered.</summary>
    public static async Task<Poller> StartAsync(Lab lab, int port)
    {
        var poller = new Poller(lab, port);
        var script =
            $"while :; do curl -sf --max-time 1 http://127.0.0.1:{port}/ > /dev/null && date +%s%N >> {poller.File}; sleep 0.01; done";
        (await lab.ExecAsync("systemd-run", "-q", $"--unit={poller.Unit}", "sh", "-c", script)).Succeeded();
        await lab.EventuallyAsync($"port {port} has answered", async () => (await lab.ExecAsync("test", "-s", poller.File)).ExitCode == 0);
        return poller;
    }

    /// <summary>Waits for one more answer, ends it and gives the longest time between two answers.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var size = await SizeAsync();
        await _lab.EventuallyAsync($"port {_port} has answered once more", SizeAsync, now => now > size);
        (await _lab.ExecAsync("systemctl", "stop", Unit)).Succeeded();
        var answers = (await _lab.ExecAsync("cat", File)).Text.Split('\n').Select(line => long.Parse(line, CultureInfo.InvariantCulture))
            .ToList();
        return TimeSpan.FromMilliseconds(answers.Zip(answers.Skip(1), (before, after) => after - before).Max() / 1e6);
    }

    private async Task<long> SizeAsync() => long.Parse((await _lab.ExecAsync("stat", "-c", "%s", File)).Text, CultureInfo.InvariantCulture);
}
