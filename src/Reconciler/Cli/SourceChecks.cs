using OciReconciler.Configuration;
using OciReconciler.Model.Git;

namespace OciReconciler.Cli;

/// <summary>What is checked of <c>sources</c> in the settings. Pure.</summary>
internal static class SourceChecks
{
    private const int LeastInterval = 10;
    private const int Day = 86400;
    private const long MostBytes = 1024L * 1024 * 1024;
    private const int MostFiles = 1_000_000;

    /// <summary>The settings with default names filled in.</summary>
    /// <exception cref="CommandFailure">Something is wrong; the message names the setting.</exception>
    /// <param name="place">The settings file, for messages.</param>
    public static ReconcilerOptions Check(string place, ReconcilerOptions options)
    {
        if (options.Sources.IsEmpty)
            return options;
        var sources = options.Sources.Select((source, index) => Named(source, $"{place}: $.sources[{index}]")).ToImmutableArray();
        foreach (var (index, source) in sources.Index())
        {
            var at = $"{place}: $.sources[{index}]";
            if (source.Directory is { } directory)
                Require(directory.Length > 0 && !directory.Contains('\0', StringComparison.Ordinal), $"{at}.directory", "must be a path");
            if (source.Git is not { } git)
                continue;
            Check(git, $"{at}.git");
            var other = sources.Take(index).Select(before => before.Git?.Name).Contains(git.Name, StringComparer.Ordinal);
            Require(!other, $"{at}.git.name", $"is {git.Name} of another source too: give one of them another name");
        }

        return options with { Sources = sources };
    }

    private static SourceOptions Named(SourceOptions? source, string at)
    {
        if (source is null || (source.Directory is null) == (source.Git is null))
            throw new CommandFailure(ExitCodes.Usage, $"{at}: must have exactly one of directory and git.");
        if (source.Git is not { Name.Length: 0 } git)
            return source;
        return SourceNames.OfUrl(git.Url) is { } name
            ? source with { Git = git with { Name = name } }
            : throw new CommandFailure(ExitCodes.Usage, $"{at}.git.name: is needed, since the URL ends in no name.");
    }

    private static void Check(GitSourceOptions git, string at)
    {
        Require(
            SourceNames.IsValid(git.Name), $"{at}.name",
            "must be lower-case letters, digits, dashes and dots, a letter or digit at both ends, 63 characters at most");
        var url = RepositoryUrl.Parse(git.Url);
        Require(url.Error is null, $"{at}.url", url.Error ?? "");
        if (git.Ref.Length > 0)
            Require(GitRefs.ErrorOf(git.Ref) is null, $"{at}.ref", GitRefs.ErrorOf(git.Ref) ?? "");
        Require(IsRelative(git.Path), $"{at}.path", "must be a path in the repository: names with / between them, none of them . or ..");
        Range(git.IntervalSeconds, LeastInterval, Day, $"{at}.intervalSeconds");
        Range(git.TimeoutSeconds, 1, Day, $"{at}.timeoutSeconds");
        Range(git.MaxBytes, 1, MostBytes, $"{at}.maxBytes");
        Range(git.MaxFiles, 1, MostFiles, $"{at}.maxFiles");
        Check(git.Credentials ?? new GitCredentialOptions(), url.Kind, $"{at}.credentials");
        Require(
            git.Proxy.Length == 0 || IsProxy(git.Proxy), $"{at}.proxy", "must be http://HOST:PORT, without a user or password");
        if (git.Verify is { } verify)
            Check(verify, git, $"{at}.verify");
    }

    private static void Check(GitCredentialOptions credentials, RepositoryUrlKind kind, string at)
    {
        (string Name, string Value)[] files =
        [
            ("passwordFile", credentials.PasswordFile), ("sshKeyFile", credentials.SshKeyFile),
            ("knownHostsFile", credentials.KnownHostsFile), ("caFile", credentials.CaFile),
        ];
        foreach (var (name, value) in files)
            RequireFile(value, $"{at}.{name}");
        Require(
            kind != RepositoryUrlKind.Ssh || credentials.KnownHostsFile.Length > 0, $"{at}.knownHostsFile",
            "is needed for ssh: the server's keys, as ssh-keyscan prints them; compare them with those that the forge publishes");
        Require(
            credentials.Username.All(character => !char.IsControl(character)), $"{at}.username", "must have no control characters");
    }

    private static void Check(GitVerifyOptions verify, GitSourceOptions git, string at)
    {
        RequireFile(verify.AllowedSignersFile, $"{at}.allowedSignersFile");
        RequireFile(verify.KeyringFile, $"{at}.keyringFile");
        Require(
            verify.AllowedSignersFile.Length > 0 || verify.KeyringFile.Length > 0, at, "needs allowedSignersFile or keyringFile, or both");
        Require(
            verify.Object != SignedObject.Tag || !IsOtherThanTag(git.Ref), $"{at}.object",
            $"is tag, and {git.Ref} is none: name a tag in ref, or verify the commit");
    }

    private static bool IsOtherThanTag(string reference) =>
        CommitId.TryParse(reference, out _)
        || reference == "HEAD"
        || (reference.StartsWith("refs/", StringComparison.Ordinal) && !reference.StartsWith("refs/tags/", StringComparison.Ordinal));

    private static void RequireFile(string value, string setting) => Require(
        value.Length == 0 || CredentialSetting.IsCredential(value) || (value.StartsWith('/') && !value.Any(char.IsControl)), setting,
        "must be an absolute path, or credential:NAME for a credential of the service (LoadCredential=)");

    private static bool IsRelative(string path) =>
        path.Length == 0
        || (!path.Any(char.IsControl) && path.TrimEnd('/').Split('/').All(name => name is not ("" or "." or "..")));

    private static bool IsProxy(string proxy) =>
        Uri.TryCreate(proxy, UriKind.Absolute, out var parsed) && parsed is { Scheme: "http", UserInfo.Length: 0, Host.Length: > 0 }
        && parsed.PathAndQuery == "/";

    private static void Range(long value, long least, long most, string setting) =>
        Require(value >= least && value <= most, setting, $"must be from {least} to {most}, and is {value}");

    private static void Require(bool condition, string setting, string what)
    {
        if (!condition)
            throw new CommandFailure(ExitCodes.Usage, $"{setting}: {what.TrimEnd('.')}.");
    }
}
