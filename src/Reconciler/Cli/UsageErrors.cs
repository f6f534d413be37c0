using System.CommandLine;
using System.CommandLine.Parsing;

namespace OciReconciler.Cli;

/// <summary>What is said of a command line that cannot be run: one line for what is wrong, one for where to read on.</summary>
internal static class UsageErrors
{
    /// <summary>The lines for standard error.</summary>
    public static IEnumerable<string> Lines(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return [.. What(parsed, command), $"See: oci-reconciler {Path(parsed.CommandResult)}--help"];
    }

    /// <summary>A word that begins with a dash is a misspelt option, not the name of a file or workload.</summary>
    public static void RefuseOptions(ArgumentResult argument)
    {
        if (argument.Tokens.Select(token => token.Value).FirstOrDefault(value => value.Length > 1 && value[0] == '-') is { } option)
            argument.AddError($"There is no option {option} here; a file of that name is written ./{option}");
    }

    private static IEnumerable<string> What(ParseResult parsed, Command command)
    {
        if (command.Subcommands.Count == 0)
            return parsed.Errors.Select(error => error.Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal).Take(1);
        var names = string.Join(", ", command.Subcommands.Select(subcommand => subcommand.Name));
        var known = command.Subcommands.Count == 1 ? names : $"one of {names}";
        return parsed.UnmatchedTokens is [var word, ..]
            ? [$"There is no command {word}: {known} is expected."]
            : [$"A command is missing: {known} is expected."];
    }

    private static string Path(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is CommandResult { Command: not RootCommand } command; at = at.Parent)
            names.Insert(0, command.Command.Name);
        return string.Concat(names.Select(name => name + " "));
    }
}
