using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>When a web server in a lab answered: it is asked two hundred times a second.</summary>
internal sealed class WebAnswers
{
    private const string Unit = "web-answers.service";
    private const string File = "/run/web-answers";

    private readonly Lab _lab;

    private WebAnswers(Lab lab) => _lab = lab;

    /// <summary>Begins to ask.</summary>
    public static async Task<WebAnswers> StartAsync(Lab lab, int port)
    {
        (await lab.ShellAsync($"rm -f {File}; systemd-run -q --unit={Unit} {BenchHost.Watch} answers {port} {File}")).Succeeded();
        await lab.EventuallyAsync("the server is asked", async () => (await lab.ExecAsync("test", "-e", File)).ExitCode == 0);
        return new WebAnswers(lab);
    }

    /// <summary>Waits until it answers what is asked from now on.</summary>
    public async Task AwaitAsync()
    {
        var now = BenchHost.Number((await _lab.ExecAsync("date", "+%s.%N")).Text);
        await _lab.EventuallyAsync("the web server answers", async () => (await ListAsync("tail -n 1")).Any(answer => answer.Asked > now));
    }

    /// <summary>Ends it: when each question was asked and answered, in seconds since 1970.</summary>
    public async Task<IReadOnlyList<(double Asked, double Answered)>> StopAsync()
    {
        (await _lab.ExecAsync("systemctl", "stop", Unit)).Succeeded();
        return await ListAsync("cat");
    }

    /// <summary>Ends it: the longest time between two answers, in milliseconds.</summary>
    public async Task<double> LongestGapAsync()
    {
        var answers = await StopAsync();
        return answers.Zip(answers.Skip(1), (before, after) => after.Answered - before.Answered).Max() * 1000;
    }

    private async Task<IReadOnlyList<(double Asked, double Answered)>> ListAsync(string command) =>
    [
        .. (await _lab.ShellAsync($"{command} {File}")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).Where(times => times.Length == 2)
            .Select(times => (double.Parse(times[0], CultureInfo.InvariantCulture), double.Parse(times[1], CultureInfo.InvariantCulture))),
    ];
}
