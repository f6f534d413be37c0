using System.CommandLine;
using System.CommandLine.Parsing;

namespace OciReconciler.Cli;

/// <summary>The tree of commands.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs.</summary>
    /// <returns>An exit code of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        var root = new RootCommand("Keeps containers on this host as JSON manifests describe them, as transient systemd units that run podman or docker.")
        {
            RunCommand(), ValidateCommand(), RenderCommand(), PlanCommand(), GetCommand(), EventsCommand(), SchemaCommand(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync(error.Message);
        await Console.Error.WriteLineAsync($"See: oci-reconciler {CommandPath(parsed.CommandResult)}--help");
        return ExitCodes.Usage;
    }

    private static string CommandPath(CommandResult result) => result.Command is RootCommand ? "" : result.Command.Name + " ";

    private static Command RunCommand()
    {
        var manifests = new Option<string[]>("--manifests")
        {
            Description = "A directory of manifests; may be given several times. Default: /etc/oci-reconciler/manifests.",
            HelpName = "DIR",
        };
        var config = ConfigOption();
        var once = new Option<bool>("--once") { Description = "Converge, report and exit: 0 when all is in sync." };
        var command = new Command("run", "Run the controller.") { manifests, config, once };
        command.SetAction((parsed, cancellationToken) => Cli.RunCommand.RunAsync(
            parsed.GetValue(config), parsed.GetValue(manifests) ?? [], parsed.GetValue(once), cancellationToken));
        return command;
    }

    private static Command ValidateCommand()
    {
        var paths = PathsArgument();
        var config = ConfigOption();
        var command = new Command("validate", "Check manifests offline; prints every error.") { paths, config };
        command.SetAction(parsed => Cli.ValidateCommand.Run(parsed.GetValue(paths)!, parsed.GetValue(config)));
        return command;
    }

    private static Command RenderCommand()
    {
        var paths = PathsArgument();
        var config = ConfigOption();
        var output = OutputOption("unit", "unit", "json");
        var command = new Command("render", "Print what systemd would be given, offline.") { paths, config, output };
        command.SetAction(parsed => Cli.RenderCommand.Run(parsed.GetValue(paths)!, parsed.GetValue(config), parsed.GetValue(output) == "json"));
        return command;
    }

    private static Command PlanCommand()
    {
        var paths = PathsArgument();
        var config = ConfigOption();
        var output = OutputOption("text", "text", "json");
        var command = new Command("plan", "Compare manifests with this host; changes nothing. Exit code 3 when there is something to do.")
        {
            paths, config, output,
        };
        command.SetAction((parsed, cancellationToken) => Cli.PlanCommand.RunAsync(
            parsed.GetValue(paths)!, parsed.GetValue(config), parsed.GetValue(output) == "json", cancellationToken));
        return command;
    }

    private static Command GetCommand()
    {
        var name = new Argument<string?>("NAME") { Description = "One workload; all without it.", Arity = ArgumentArity.ZeroOrOne };
        var config = ConfigOption();
        var output = OutputOption("table", "table", "wide", "json");
        var watch = new Option<bool>("--watch", "-w") { Description = "Print again whenever something changes." };
        var command = new Command("get", "Show the state of workloads and manifests.") { name, config, output, watch };
        command.SetAction((parsed, cancellationToken) => Cli.GetCommand.RunAsync(
            parsed.GetValue(name), parsed.GetValue(config), parsed.GetValue(output)!, parsed.GetValue(watch), cancellationToken));
        return command;
    }

    private static Command EventsCommand()
    {
        var name = new Argument<string?>("NAME") { Description = "Those of one workload; all without it.", Arity = ArgumentArity.ZeroOrOne };
        var config = ConfigOption();
        var output = OutputOption("table", "table", "json");
        var watch = new Option<bool>("--watch", "-w") { Description = "Go on with each event as it happens; with json, one object a line." };
        var command = new Command("events", "Show what the controller did, saw and was told.") { name, config, output, watch };
        command.SetAction((parsed, cancellationToken) => Cli.EventsCommand.RunAsync(
            parsed.GetValue(name), parsed.GetValue(config), parsed.GetValue(output) == "json", parsed.GetValue(watch), cancellationToken));
        return command;
    }

    private static Command SchemaCommand()
    {
        var command = new Command("schema", "Print the JSON Schema of manifests.");
        command.SetAction(_ => Cli.SchemaCommand.Run());
        return command;
    }

    private static Argument<string[]> PathsArgument() => new("PATH")
    {
        Description = "Manifest files, or directories of them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static Option<string?> ConfigOption() => new("--config")
    {
        Description = "Settings file (JSON).",
        HelpName = "FILE",
    };

    private static Option<string?> OutputOption(string fallback, params string[] values)
    {
        var option = new Option<string?>("--output", "-o")
        {
            Description = $"Form of the output; default: {fallback}.",
            HelpName = string.Join('|', values),
            DefaultValueFactory = _ => fallback,
        };
        return option.AcceptOnlyFromAmong(values);
    }
}
