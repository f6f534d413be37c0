namespace OciReconciler.Model.Conditions;

// Git: why a revision of a repository could not be fetched, or is refused. What is in force stays.
public static partial class Reasons
{
    /// <summary>The git server was not reached, or did not answer in time.</summary>
    /// <remarks>look at the address, the proxy and the network; it is tried again, after an hour at most</remarks>
    public const string GitUnreachable = nameof(GitUnreachable);

    /// <summary>The git server refused the credentials, or is not the one that is known.</summary>
    /// <remarks>look at the credentials, the CA file or the known hosts of the source</remarks>
    public const string GitAccessDenied = nameof(GitAccessDenied);

    /// <summary>The repository has no such branch, tag, ref or commit.</summary>
    /// <remarks>correct <c>ref</c>, or push it</remarks>
    public const string GitRefNotFound = nameof(GitRefNotFound);

    /// <summary>The commit has no such path.</summary>
    /// <remarks>restore the path, or correct <c>path</c>; what is in force stays</remarks>
    public const string GitPathNotFound = nameof(GitPathNotFound);

    /// <summary>The repository is larger than the source allows.</summary>
    /// <remarks>remove what is large, or raise <c>maxBytes</c> or <c>maxFiles</c></remarks>
    public const string GitTooLarge = nameof(GitTooLarge);

    /// <summary>The commit or tag has no valid signature by a known key.</summary>
    /// <remarks>sign the commit with a key that the source knows; what is in force stays</remarks>
    public const string GitVerificationFailed = nameof(GitVerificationFailed);

    /// <summary>The commit does not descend from the one that was accepted last.</summary>
    /// <remarks><c>oci-reconciler sync SOURCE --allow-rewind</c> takes it, if that was intended</remarks>
    public const string GitRewound = nameof(GitRewound);

    /// <summary>Git failed in another way.</summary>
    /// <remarks>the message has git's own words</remarks>
    public const string GitFailed = nameof(GitFailed);

    /// <summary>The command of <c>onSync</c> failed: nobody was told of what is new. The source itself goes on.</summary>
    /// <remarks>as the message says; it is run again with the next news</remarks>
    public const string SyncHookFailed = nameof(SyncHookFailed);
}
