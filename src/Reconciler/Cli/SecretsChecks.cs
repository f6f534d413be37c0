using OciReconciler.Configuration;

namespace OciReconciler.Cli;

/// <summary>What the settings of secrets must be. Pure.</summary>
internal static class SecretsChecks
{
    /// <summary>What is wrong, by the path of the setting, or null.</summary>
    public static (string Path, string Problem)? Find(ReconcilerOptions options)
    {
        var identity = options.Secrets.AgeIdentityFile;
        if (identity.Length == 0)
            return null;
        if (!IsFile(identity) && !CredentialSetting.IsCredential(identity))
            return ("secrets.ageIdentityFile", "must be an absolute path, or credential:NAME.");
        // Files of secrets stand in the engines' --mount, whose parts have commas between them.
        return options.RuntimeDirectory.AsSpan().IndexOfAny(",\"") >= 0
            ? ("runtimeDirectory", "must have no ',' and no '\"' in it where secrets are used.")
            : null;
    }

    private static bool IsFile(string value) =>
        value[0] == '/' && !value.EndsWith('/') && !value.Contains('\0', StringComparison.Ordinal);
}
