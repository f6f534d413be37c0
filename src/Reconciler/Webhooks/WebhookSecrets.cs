using OciReconciler.Files;

namespace OciReconciler.Webhooks;

/// <summary>
/// The secrets of sources, as systemd hands them over: of <c>LoadCredential=webhook:DIRECTORY</c> each file becomes <c>webhook_FILE</c>
/// (systemd.exec(5)).
/// </summary>
/// <param name="directory"><c>$CREDENTIALS_DIRECTORY</c>.</param>
/// <param name="report">Gets one sentence about a secret that cannot be used; never the secret.</param>
internal sealed class WebhookSecrets(string directory, Action<string> report)
{
    private const int MostBytes = 4096;
    private const int MostSecrets = 8;
    private const int FewestCharacters = 16;

    /// <summary>
    /// Those of a source, one a line of its file, so that one can be replaced without a gap; none when it has no usable one.
    /// </summary>
    public IReadOnlyList<string> Of(string source)
    {
        var path = Path.Combine(directory, $"webhook_{source}");
        try
        {
            var lines = RegularFile.ReadAllText(path, MostBytes)
                .Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length is 0 or > MostSecrets || lines.Any(line => line.Length < FewestCharacters))
            {
                report(
                    $"The webhook secret of {source} is not used: its file must have 1 to {MostSecrets} lines of {FewestCharacters} "
                    + "characters at least.");
                return [];
            }

            return lines;
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            report($"The webhook secret of {source} cannot be read: {Sentences.Ended(failure.Message)}");
            return [];
        }
    }
}
