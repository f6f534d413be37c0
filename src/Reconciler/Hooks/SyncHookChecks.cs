using OciReconciler.Configuration;

namespace OciReconciler.Hooks;

/// <summary>What is wrong with hooks in the settings.</summary>
internal static class SyncHookChecks
{
    private const int MostSeconds = 3600;
    private const int MostNameCharacters = 64;

    /// <summary>Each as <c>PATH: message</c>; none: all can be used.</summary>
    public static IEnumerable<string> Of(ReconcilerOptions options) => options.Sources.Index().SelectMany(each =>
        each.Item.Git?.OnSync is { } hook ? Of(hook, $"$.sources[{each.Index}].git.onSync") : []);

    private static IEnumerable<string> Of(SyncHookOptions hook, string path)
    {
        if (hook.Command.IsDefaultOrEmpty)
            yield return $"{path}.command: must be given: the absolute path of a program, and its arguments.";
        else if (!IsPath(hook.Command[0]) || hook.Command[0].Contains('$', StringComparison.Ordinal))
            yield return $"{path}.command[0]: must be the absolute path of a program, without \"$\".";
        foreach (var (index, argument) in hook.Command.Index())
        {
            if (argument is null || argument.Contains('\0', StringComparison.Ordinal))
                yield return $"{path}.command[{index}]: must be a text without the character 0.";
        }

        if (hook.User.Length > 0 && !IsName(hook.User))
            yield return $"{path}.user: must be the name or number of a user.";
        if (hook.TimeoutSeconds is < 1 or > MostSeconds)
            yield return $"{path}.timeoutSeconds: must be from 1 to {MostSeconds}, and is {hook.TimeoutSeconds}.";
        foreach (var (name, file) in hook.Credentials)
        {
            if (!IsName(name))
                yield return $"{path}.credentials: \"{name}\" is no name of a credential: write letters, digits, \"_\", \"-\" and \".\".";
            if (!IsPath(file) && !CredentialSetting.IsCredential(file))
                yield return $"{path}.credentials.{name}: must be an absolute path, or credential:NAME.";
        }
    }

    private static bool IsPath(string? text) => text is ['/', _, ..] && !text.Any(char.IsControl);

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MostNameCharacters && (char.IsAsciiLetterOrDigit(text[0]) || text[0] == '_')
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.');
}
