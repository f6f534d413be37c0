using System.CommandLine;
using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary>The tree of commands.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs.</summary>
    /// <param name="signals">The controller's signals; null for the other commands, which are ended by the first one.</param>
    /// <returns>An exit code of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(string[] arguments, ProcessSignals? signals)
    {
        var parsed = Root(signals).Parse(arguments);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(Invocation(signals));
        TerminalWriter.Error.WriteLines(UsageErrors.Lines(parsed));
        return ExitCodes.Usage;
    }

    /// <summary>The commands.</summary>
    public static RootCommand Root(ProcessSignals? signals = null)
    {
        var root = new RootCommand(
            "Keeps containers on this host as JSON manifests describe them, as transient systemd units that run podman or docker.")
        {
            RunCommand(signals), ValidateCommand(), RenderCommand(), PlanCommand(), GetCommand(), EventsCommand(), SchemaCommand(),
            ImportCommand(), WebhookCommand(),
        };
        foreach (var command in OperatorCommandLine.Commands().Concat(SourceCommandLine.Commands()))
            root.Subcommands.Add(command);
        foreach (var command in GitWorkerCommand.Commands())
            root.Subcommands.Add(command);
        return root;
    }

    /// <summary><c>--config</c>.</summary>
    public static Option<string?> ConfigOption() => new("--config")
    {
        Description = "Settings file (JSON).",
        HelpName = "FILE",
    };

    /// <summary><c>--output</c>.</summary>
    public static Option<string?> OutputOption(string fallback, params string[] values)
    {
        var option = new Option<string?>("--output", "-o")
        {
            Description = $"Form of the output; default: {fallback}.",
            HelpName = string.Join('|', values),
            DefaultValueFactory = _ => fallback,
        };
        return option.AcceptOnlyFromAmong(values);
    }

    // The library ends what is not done two seconds after a signal: the controller stops its helpers first.
    private static InvocationConfiguration Invocation(ProcessSignals? signals)
    {
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        if (signals is not null)
            invocation.ProcessTerminationTimeout = null;
        return invocation;
    }

    private static Command RunCommand(ProcessSignals? signals)
    {
        var manifests = new Option<string[]>("--manifests")
        {
            Description = "A directory of manifests; may be given several times. Default: what the settings name, or else "
                + "/etc/oci-reconciler/manifests; beside other sources if it exists.",
            HelpName = "DIR",
        };
        var git = new Option<string[]>("--git")
        {
            Description = "A git repository of manifests, after directories and the settings file's sources; may be given several times.",
            HelpName = "URL[#REF[:PATH]]",
        };
        var config = ConfigOption();
        var once = new Option<bool>("--once") { Description = "Converge, report and exit: 0 when all is in sync." };
        var allow = new Option<bool>("--allow-mass-removal")
        {
            Description = "Remove more than half of all workloads at once without waiting for the grace time.",
        };
        var command = new Command("run", "Run the controller.") { manifests, git, config, once, allow };
        command.SetAction((parsed, _) => Cli.RunCommand.RunAsync(
            new RunArguments(
                parsed.GetValue(config), parsed.GetValue(manifests) ?? [], parsed.GetValue(git) ?? [], parsed.GetValue(once),
                parsed.GetValue(allow)),
            signals));
        return command;
    }

    private static Command ValidateCommand()
    {
        var paths = PathsArgument();
        var config = ConfigOption();
        var (host, allHosts, labels) = (HostArguments.HostOption(), HostArguments.AllHostsOption(), HostArguments.LabelOption());
        var command = new Command("validate", "Check manifests; prints every error. Where a controller runs, also what the host lacks.")
        {
            paths, config, host, allHosts, labels,
        };
        command.Validators.Add(result => HostArguments.Check(result, host, labels, allHosts));
        command.SetAction((parsed, cancellationToken) => Cli.ValidateCommand.RunAsync(
            parsed.GetValue(paths)!, parsed.GetValue(config), HostArguments.From(parsed, host, labels, allHosts), cancellationToken));
        return command;
    }

    private static Command RenderCommand()
    {
        var paths = PathsArgument();
        var config = ConfigOption();
        var output = OutputOption("unit", "unit", "json");
        var (host, labels) = (HostArguments.HostOption(), HostArguments.LabelOption());
        var command = new Command("render", "Print what systemd would be given, offline.") { paths, config, host, labels, output };
        command.Validators.Add(result => HostArguments.Check(result, host, labels));
        command.SetAction(parsed => Cli.RenderCommand.Run(
            parsed.GetValue(paths)!, parsed.GetValue(config), HostArguments.From(parsed, host, labels), parsed.GetValue(output) == "json"));
        return command;
    }

    private static Command PlanCommand()
    {
        var paths = PathsArgument();
        paths.Arity = ArgumentArity.ZeroOrMore;
        var (source, revision) = (PlanArguments.SourceOption(), PlanArguments.RevisionOption());
        var config = ConfigOption();
        var output = OutputOption("text", "text", "json");
        var command = new Command("plan", "Compare manifests with this host; changes nothing. Exit code 3 when there is something to do.")
        {
            paths, source, revision, config, output,
        };
        command.Validators.Add(result => PlanArguments.Check(result, paths, source, revision));
        command.SetAction((parsed, cancellationToken) => Cli.PlanCommand.RunAsync(
            new PlanArguments(
                parsed.GetValue(paths) ?? [], parsed.GetValue(source), parsed.GetValue(revision), parsed.GetValue(config),
                parsed.GetValue(output) == "json"),
            cancellationToken));
        return command;
    }

    private static Command GetCommand()
    {
        var name = new Argument<string?>("NAME") {
            Description = "One workload, or sources: where manifests come from. All workloads without it.",
            Arity = ArgumentArity.ZeroOrOne };
        name.Validators.Add(UsageErrors.RefuseOptions);
        var config = ConfigOption();
        var output = OutputOption("table", "table", "wide", "json");
        var watch = new Option<bool>("--watch", "-w") { Description = "Print again whenever something changes." };
        var command = new Command("get", "Show the state of workloads, manifests and sources.") { name, config, output, watch };
        command.SetAction((parsed, cancellationToken) => Watching.RunAsync(parsed.GetValue(watch), () => Cli.GetCommand.RunAsync(
            parsed.GetValue(name), parsed.GetValue(config), parsed.GetValue(output)!, parsed.GetValue(watch), cancellationToken)));
        return command;
    }

    private static Command EventsCommand()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "Those of one workload or git source; all without it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var config = ConfigOption();
        var output = OutputOption("table", "table", "json");
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "Go on with each event as it happens; with json, one object a line.",
        };
        var command = new Command("events", "Show what the controller did, saw and was told.") { name, config, output, watch };
        command.SetAction((parsed, cancellationToken) => Watching.RunAsync(parsed.GetValue(watch), () => Cli.EventsCommand.RunAsync(
            parsed.GetValue(name), parsed.GetValue(config), parsed.GetValue(output) == "json", parsed.GetValue(watch), cancellationToken)));
        return command;
    }

    private static Command SchemaCommand()
    {
        var command = new Command("schema", "Print the JSON Schema of manifests.");
        command.SetAction(_ => Cli.SchemaCommand.Run());
        return command;
    }

    private static Command ImportCommand()
    {
        var file = new Argument<string>("FILE")
        {
            Description =
                "What nix eval --json prints of virtualisation.oci-containers, or the legacy docker-containers; - for standard input.",
        };
        file.Validators.Add(UsageErrors.RefuseOptions);
        var directory = new Option<string?>("--output", "-o")
        {
            Description = "Directory to write NAME.json to, one for each workload; without it one List is printed.",
            HelpName = "DIR",
        };
        var force = new Option<bool>("--force") { Description = "Replace files in DIR that have other content." };
        var config = ConfigOption();
        var nixos = new Command("nixos", "Turn containers of NixOS into manifests.") { file, directory, force, config };
        nixos.SetAction(parsed => Cli.ImportCommand.Run(
            parsed.GetValue(file)!, parsed.GetValue(config), parsed.GetValue(directory), parsed.GetValue(force)));
        return new Command("import", "Turn what other tools describe into manifests.") { nixos };
    }

    private static Command WebhookCommand()
    {
        var command = new Command("webhook", "Answer one request of a git forge; run by systemd (oci-reconciler-webhook.socket).");
        command.SetAction((_, _) => Cli.WebhookCommand.RunAsync());
        return command;
    }

    private static Argument<string[]> PathsArgument()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Manifest files, or directories of them; - for standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        paths.Validators.Add(UsageErrors.RefuseOptions);
        return paths;
    }
}
