using System.CommandLine;
using System.CommandLine.Parsing;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Cli;

/// <summary>Which hosts a repository is rendered for.</summary>
/// <param name="Host">One, or null.</param>
/// <param name="AllHosts">Every one that <c>hosts/</c> names.</param>
/// <param name="Labels">Of that host, or of each.</param>
internal sealed record HostArguments(string? Host, bool AllHosts, ImmutableSortedDictionary<string, string> Labels)
{
    /// <summary>It is about no repository.</summary>
    public static HostArguments None { get; } =
        new(null, AllHosts: false, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary><c>--host</c>.</summary>
    public static Option<string?> HostOption()
    {
        var option = new Option<string?>("--host")
        {
            Description = "Take each PATH as a repository (hosts/, overlays/, folders), and render it for the host of that name.",
            HelpName = "NAME",
        };
        option.Validators.Add(result => AddError(result, name => NodeRules.HostName(name) is { } problem
            ? $"{name} is no name of a host: {problem}."
            : null));
        return option;
    }

    /// <summary><c>--all-hosts</c>.</summary>
    public static Option<bool> AllHostsOption() => new("--all-hosts")
    {
        Description = "Take each PATH as a repository, and check it for every host that has a file in hosts/; once where none has.",
    };

    /// <summary><c>--label</c>.</summary>
    public static Option<string[]> LabelOption()
    {
        var option = new Option<string[]>("--label")
        {
            Description = "A label of the host, such as os=debian; may be given several times.",
            HelpName = "KEY=VALUE",
        };
        option.Validators.Add(result => AddError(result, LabelProblem));
        return option;
    }

    /// <summary>From a command line that was parsed.</summary>
    public static HostArguments From(ParseResult parsed, Option<string?> host, Option<string[]> labels, Option<bool>? allHosts = null) =>
        new(
        parsed.GetValue(host),
        allHosts is not null && parsed.GetValue(allHosts),
        None.Labels.SetItems((parsed.GetValue(labels) ?? []).Select(Pair)));

    /// <summary>Refuses options that contradict each other, or need one that is not there.</summary>
    public static void Check(CommandResult command, Option<string?> host, Option<string[]> labels, Option<bool>? allHosts = null)
    {
        var (isOne, isAll) = (command.GetResult(host) is not null, allHosts is not null && command.GetResult(allHosts) is not null);
        if (isOne && isAll)
            command.AddError("Either --host or --all-hosts can be given.");
        if (!isOne && !isAll && command.GetResult(labels) is not null)
            command.AddError(
                $"--label goes with --host{(allHosts is null ? "" : " or --all-hosts")}; labels of this host are in its settings file.");
    }

    private static void AddError(OptionResult result, Func<string, string?> check)
    {
        foreach (var problem in result.Tokens.Select(token => check(token.Value)).OfType<string>())
            result.AddError(problem);
    }

    private static string? LabelProblem(string text)
    {
        var (name, value) = Pair(text);
        return !text.Contains('=', StringComparison.Ordinal)
            ? $"{text} is no label: write KEY=VALUE."
            : NodeChecks.LabelProblem(name, value) is { } problem ? $"{text} {problem}" : null;
    }

    private static KeyValuePair<string, string> Pair(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? new(text[..at], text[(at + 1)..]) : new(text, "");
}
