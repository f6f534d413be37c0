using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Model.Git;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.State;
using OciReconciler.Sync;

namespace OciReconciler.Cli;

/// <summary>
/// Reads a revision of a git source as its manifests, fetched, verified and rendered for this host as the controller would. Any revision
/// may be asked for: that it descends from the one in force is not required.
/// </summary>
internal sealed class RevisionLoader(GitSourceOptions source, ManifestFunctions rules, IGitClient client)
{
    /// <summary>Fetches and reads.</summary>
    /// <param name="revision">A ref or commit; null: the source's own ref.</param>
    /// <param name="folders">Of the revision in force: what takes the place of one is refused.</param>
    /// <exception cref="CommandFailure">It cannot be fetched, or is refused.</exception>
    public async Task<LoadedRevision> LoadAsync(
        string? revision, ImmutableArray<string> folders, CancellationToken cancellationToken)
    {
        var fetched = await FetchAsync(new FetchRequest { Revision = revision, Folders = folders }, cancellationToken);
        var declared = RevisionCheck.Check(source.Name, fetched.Files, fetched.Ignored, rules);
        ImmutableArray<ManifestFile> files = [.. declared.Files.Select(file => file.Manifest)];
        // What is named like a file that is read, and is none, is an error of the revision already.
        var ignored = fetched.Ignored.Where(entry => !entry.IsNeeded)
            .Select(entry => new ManifestError($"{source.Name}:{entry.Path}", 1, "$", entry.Reason, IsWarning: true));
        return new LoadedRevision(
            new LoadedManifests(files, [.. files.SelectMany(file => file.Errors).Concat(declared.Errors).Concat(ignored).Distinct()]),
            source.Name, At(fetched.Commit), Title(fetched));
    }

    private async Task<FetchedRevision> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.FetchAsync(request, cancellationToken);
        }
        catch (GitException failure)
        {
            var what = failure.Commit is { } commit ? $"{At(commit)} is refused" : $"{source.Name} cannot be fetched";
            throw new CommandFailure(ExitCodes.Wrong, Sentences.Ended($"{what}: {failure.Reason}: {failure.Message}"));
        }
    }

    private string Title(FetchedRevision fetched)
    {
        var signer = fetched.VerifiedBy is { } by ? $"; signed by {by}" : "";
        return $"{At(fetched.Commit)} ({CommitOrigin.Quoted(fetched.Commit.Subject)}, {fetched.Commit.Author}{signer})";
    }

    private string At(CommitInfo commit) => CommitOrigin.Of(source.Name, commit.Id.Digits);
}

/// <summary>A revision that was read.</summary>
/// <param name="Manifests">Its manifests, with files as the controller names them: <c>SOURCE:PATH</c>.</param>
/// <param name="At"><c>SOURCE@COMMIT</c>.</param>
/// <param name="Title">The commit, for people.</param>
internal sealed record LoadedRevision(LoadedManifests Manifests, string Source, string At, string Title)
{
    /// <summary>Manifests with messages as people are shown them: <c>SOURCE@COMMIT:PATH:LINE: ...</c>.</summary>
    public LoadedManifests Located(LoadedManifests manifests) =>
        manifests with { Messages = [.. manifests.Messages.Select(error => RevisionCheck.Located(error, Source, At))] };
}
