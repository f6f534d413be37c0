using System.CommandLine;
using System.CommandLine.Parsing;
using OciReconciler.Model.Git;

namespace OciReconciler.Cli;

/// <summary>The command line of <c>plan</c>.</summary>
/// <param name="Paths">Files and directories; empty where a source is named.</param>
/// <param name="Source">A git source of the settings, or null.</param>
/// <param name="Revision">What is planned of the source; null: its own ref.</param>
/// <param name="Json">Print JSON.</param>
internal sealed record PlanArguments(IReadOnlyList<string> Paths, string? Source, string? Revision, string? Config, bool Json)
{
    /// <summary><c>--source</c>.</summary>
    public static Option<string?> SourceOption() => new("--source")
    {
        Description = "In the place of PATH: a git source of the settings. Its revision is fetched and verified as the controller does.",
        HelpName = "NAME",
    };

    /// <summary><c>--revision</c>.</summary>
    public static Option<string?> RevisionOption()
    {
        var option = new Option<string?>("--revision")
        {
            Description = "With --source: a branch, tag, full ref name or commit; default: the ref of the source.",
            HelpName = "REF",
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (GitRefs.ErrorOf(token.Value) is { } problem)
                    result.AddError($"--revision {token.Value}: {problem}.");
            }
        });
        return option;
    }

    /// <summary>Refuses what contradicts each other, and a plan of nothing.</summary>
    public static void Check(CommandResult command, Argument<string[]> paths, Option<string?> source, Option<string?> revision)
    {
        var (hasPaths, hasSource) = (command.GetResult(paths) is { Tokens.Count: > 0 }, command.GetResult(source) is not null);
        if (hasPaths && hasSource)
            command.AddError("Either PATH or --source can be given.");
        if (!hasPaths && !hasSource)
            command.AddError("PATH or --source is needed: manifests, or a git source of the settings.");
        if (!hasSource && command.GetResult(revision) is not null)
            command.AddError("--revision goes with --source.");
    }
}
