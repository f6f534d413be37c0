namespace OciReconciler.Git.Worker;

/// <summary>What a git command is for, by which its failure is judged.</summary>
internal enum GitTask
{
    /// <summary>Looks at the server's refs, and touches nothing.</summary>
    Look,

    /// <summary>Brings something of the server into the cache.</summary>
    Fetch,

    /// <summary>Reads the cache.</summary>
    Read,
}
