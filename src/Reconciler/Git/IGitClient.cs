namespace OciReconciler.Git;

/// <summary>
/// One git repository, as the git program of a sandbox shows it. One call at a time; calls have deadlines of their own. Disposal ends the
/// sandbox.
/// </summary>
internal interface IGitClient : IAsyncDisposable
{
    /// <summary>
    /// Fetches what the source's ref names now, verifies it, and reads its files unless they are known.
    /// </summary>
    /// <exception cref="GitException">It could not be fetched, or is refused.</exception>
    Task<FetchedRevision> FetchAsync(FetchRequest request, CancellationToken cancellationToken);
}
