using System.CommandLine;
using OciReconciler.Sync;

namespace OciReconciler.Cli;

/// <summary>The commands about git sources.</summary>
internal static class SourceCommandLine
{
    /// <summary>The commands.</summary>
    public static IEnumerable<Command> Commands() =>
    [
        Sync(),
        OfOne("freeze", "Keep revisions of a git source from coming into force, until unfreeze.", FreezeCommands.Freeze),
        OfOne("unfreeze", "Let revisions of a git source come into force again.", FreezeCommands.Unfreeze),
    ];

    private static Command Sync()
    {
        var sources = new Argument<string[]>("SOURCE") { Description = "Git sources; all without one.", Arity = ArgumentArity.ZeroOrMore };
        sources.Validators.Add(UsageErrors.RefuseOptions);
        var config = CommandLine.ConfigOption();
        var wait = new Option<bool>("--wait") {
            Description = "Until the newest revision is applied or refused; exit code 1 when it is not." };
        var now = new Option<bool>("--now") { Description = "Windows and freezes do not count this once." };
        var rewind = new Option<bool>("--allow-rewind")
        {
            Description = "Take a commit that does not descend from the one before: after a forced push that was intended.",
        };
        var command = new Command("sync", "Fetch git sources now, and try again what was refused.") { sources, config, wait, now, rewind };
        command.SetAction((parsed, cancellationToken) => SyncCommand.RunAsync(
            parsed.GetValue(sources) ?? [], parsed.GetValue(config), parsed.GetValue(wait),
            new SyncRequest("", parsed.GetValue(now), parsed.GetValue(rewind)), cancellationToken));
        return command;
    }

    private static Command OfOne(string verb, string description, Func<string, string?, int> run)
    {
        var source = new Argument<string>("SOURCE") { Description = "The git source." };
        source.Validators.Add(UsageErrors.RefuseOptions);
        var config = CommandLine.ConfigOption();
        var command = new Command(verb, description) { source, config };
        command.SetAction(parsed => run(parsed.GetValue(source)!, parsed.GetValue(config)));
        return command;
    }
}
