using System.CommandLine;

namespace OciReconciler.Cli;

/// <summary>The commands about one workload.</summary>
internal static class OperatorCommandLine
{
    /// <summary>The commands.</summary>
    public static IEnumerable<Command> Commands() =>
    [
        Describe(),
        Logs(),
        OfOne("start", "Start a workload, and resume it if it is paused.", PauseCommands.StartAsync),
        OfOne("stop", "Stop a workload and pause it: it stays stopped until start or resume.", PauseCommands.StopAsync),
        OfOne("restart", "Restart a workload, and apply what waits for a restart.", RestartCommand.RunAsync),
        OfOne("pause", "Keep the controller off a workload, over restarts and reboots, until resume.", PauseCommands.PauseAsync),
        OfOne("resume", "Let the controller see to a workload again.", PauseCommands.ResumeAsync),
    ];

    private static Command Describe()
    {
        var (name, config) = (Name(), CommandLine.ConfigOption());
        var output = CommandLine.OutputOption("text", "text", "json");
        var command = new Command("describe", "Show all that is known of a workload, and why it is as it is.") { name, config, output };
        command.SetAction((parsed, cancellationToken) => DescribeCommand.RunAsync(
            parsed.GetValue(name)!, parsed.GetValue(config), parsed.GetValue(output) == "json", cancellationToken));
        return command;
    }

    private static Command Logs()
    {
        var (name, config) = (Name(), CommandLine.ConfigOption());
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with each line as it is written." };
        var lines = new Option<int?>("--lines", "-n") { Description = "The last N lines only.", HelpName = "N" };
        lines.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !uint.TryParse(value, out _))
                result.AddError($"-n takes a number of lines, not {value}.");
        });
        var all = new Option<bool>("--all") { Description = "Also what systemd, the engine and the controller say of it." };
        var command = new Command("logs", "Show what a workload's container wrote, with journalctl.") { name, config, follow, lines, all };
        command.SetAction((parsed, cancellationToken) => LogsCommand.RunAsync(
            parsed.GetValue(name)!, parsed.GetValue(config), parsed.GetValue(follow), parsed.GetValue(lines), parsed.GetValue(all),
            cancellationToken));
        return command;
    }

    private static Command OfOne(string verb, string description, Func<string, string?, CancellationToken, Task<int>> run)
    {
        var (name, config) = (Name(), CommandLine.ConfigOption());
        var command = new Command(verb, description) { name, config };
        command.SetAction((parsed, cancellationToken) => run(parsed.GetValue(name)!, parsed.GetValue(config), cancellationToken));
        return command;
    }

    private static Argument<string> Name()
    {
        var name = new Argument<string>("NAME") { Description = "The workload." };
        name.Validators.Add(UsageErrors.RefuseOptions);
        return name;
    }
}
