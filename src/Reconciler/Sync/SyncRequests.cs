using System.Text.Json;
using OciReconciler.Configuration;
using OciReconciler.Files;
using OciReconciler.State;

namespace OciReconciler.Sync;

/// <summary>What somebody asks of a git source.</summary>
/// <param name="Id">A number of its own.</param>
/// <param name="Now">Windows and a freeze do not count for what is fetched because of it.</param>
/// <param name="AllowRewind">A commit is taken that does not descend from the one that was accepted last.</param>
internal sealed record SyncRequest(string Id, bool Now, bool AllowRewind)
{
    /// <summary>The request in whose place it came, before that had an outcome; null: none.</summary>
    public SyncRequest? Replaces { get; init; }

    /// <summary>The numbers of all that it came in the place of, the newest first.</summary>
    public IEnumerable<string> Replaced()
    {
        for (var before = Replaces; before is not null; before = before.Replaces)
            yield return before.Id;
    }
}

/// <summary>What became of it.</summary>
/// <param name="Id">The request's number.</param>
/// <param name="Succeeded">The newest revision is applied.</param>
/// <param name="Message">What happened, as a sentence.</param>
internal sealed record SyncOutcome(string Id, bool Succeeded, string Message)
{
    /// <summary>Numbers of requests in whose place that one came: it is their outcome as well.</summary>
    public IReadOnlyList<string> Replaced { get; init; } = [];
}

/// <summary>
/// Syncs that were asked for: a command writes a file, the controller fetches, leaves the outcome in another directory and removes the
/// request. Under /run: a reboot fetches anyway. What cannot be read asks for nothing, and stays.
/// </summary>
internal sealed class SyncRequests(string directory)
{
    // Far more than either has.
    private const long MaxBytes = 64 * 1024;
    private const int MostReplaced = 8;
    private const string OutcomesSuffix = ".done";

    /// <summary>Where requests lie.</summary>
    public string Directory => directory;

    /// <summary>Where outcomes lie.</summary>
    public string Outcomes => directory + OutcomesSuffix;

    /// <summary>Asks for a sync. Throws IOException or UnauthorizedAccessException.</summary>
    /// <returns>The request.</returns>
    public SyncRequest Ask(string source, bool now, bool allowRewind)
    {
        var request = new SyncRequest(Guid.NewGuid().ToString("N"), now, allowRewind)
        {
            Replaces = Newest(Find(source), MostReplaced),
        };
        Make();
        AtomicFile.WritePrivately(
            PathOf(directory, source), JsonSerializer.SerializeToUtf8Bytes(request, SyncJsonContext.Default.SyncRequest));
        return request;
    }

    /// <summary>What is asked of a source, or null.</summary>
    public SyncRequest? Find(string source) => StateFiles.ReadOnly.TryRead(
        PathOf(directory, source), utf8 => StateJson.Parse(utf8, SyncJsonContext.Default.SyncRequest), MaxBytes);

    /// <summary>
    /// Records how a request ended. The request is gone then, also when nothing can be written: else it would be carried out again and
    /// again.
    /// </summary>
    public void Finish(string source, SyncOutcome outcome)
    {
        try
        {
            Make();
            AtomicFile.WritePrivately(
                PathOf(Outcomes, source), JsonSerializer.SerializeToUtf8Bytes(outcome, SyncJsonContext.Default.SyncOutcome));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Whoever waits finds neither request nor outcome, and says so: SyncCommand.
        }

        try
        {
            // A request that came meanwhile has another number and stays.
            if (Find(source)?.Id == outcome.Id)
                File.Delete(PathOf(directory, source));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is known to be carried out, for as long as this process runs.
        }
    }

    /// <summary>How a request ended, or null when it has not.</summary>
    public SyncOutcome? Outcome(string source, string id) => StateFiles.ReadOnly.TryRead(
        PathOf(Outcomes, source), utf8 => StateJson.Parse(utf8, SyncJsonContext.Default.SyncOutcome), MaxBytes) is { } outcome
            && (outcome.Id == id || outcome.Replaced.Contains(id, StringComparer.Ordinal))
                ? outcome
                : null;

    /// <summary>Makes the directories, so that they can be watched. Throws IOException or UnauthorizedAccessException.</summary>
    public void Make()
    {
        StateDirectory.MakePrivate(directory);
        StateDirectory.MakePrivate(Outcomes);
    }

    private static SyncRequest? Newest(SyncRequest? request, int count) =>
        count == 0 || request is null ? null : request with { Replaces = Newest(request.Replaces, count - 1) };

    private static string PathOf(string directory, string source) => SourceNames.IsValid(source)
        ? Path.Combine(directory, source)
        : throw new ArgumentException("This is no name of a git source.", nameof(source));
}
