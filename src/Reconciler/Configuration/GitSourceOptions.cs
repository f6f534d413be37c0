namespace OciReconciler.Configuration;

/// <summary>A git repository that is followed. Files are as <see cref="CredentialPath"/> has them.</summary>
/// <remarks>Set, not init: see <see cref="ReconcilerOptions"/>.</remarks>
internal sealed record GitSourceOptions
{
    /// <summary>Lower-case letters, digits, dashes and dots, at most 63; by default the last segment of the URL.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>https://</c>, <c>ssh://</c>, <c>user@host:path</c> or <c>file://</c>; no password in it.</summary>
    public string Url { get; set; } = "";

    /// <summary>Branch, tag, full ref name or commit; empty: the branch that HEAD names.</summary>
    public string Ref { get; set; } = "";

    /// <summary>Path in the repository; empty: all of it.</summary>
    public string Path { get; set; } = "";

    /// <summary>How often it is fetched without a hint, in seconds; at least 10. Jittered by a tenth.</summary>
    public int IntervalSeconds { get; set; } = 60;

    /// <summary>How long one fetch may take, in seconds.</summary>
    public int TimeoutSeconds { get; set; } = 300;

    /// <summary>The most bytes that one fetch may bring, and that all files below the path may have together.</summary>
    public long MaxBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>The most files that the path may have in it.</summary>
    public int MaxFiles { get; set; } = 10_000;

    /// <summary>How the host proves who it is, and knows the server.</summary>
    public GitCredentialOptions? Credentials { get; set; }

    /// <summary>A proxy for https: <c>http://HOST:PORT</c>.</summary>
    public string Proxy { get; set; } = "";

    /// <summary>Whose signature a commit needs; null: none.</summary>
    public GitVerifyOptions? Verify { get; set; }

    /// <summary>refuse: a revision with an error is not taken at all; skip: its files without errors are.</summary>
    public InvalidRevisionPolicy OnInvalid { get; set; } = InvalidRevisionPolicy.Refuse;

    /// <summary>When revisions may come into force; empty: always.</summary>
    public ImmutableArray<ApplyWindowOptions> ApplyWindows { get; set; } = [];

    /// <summary>How long after a window's end a revision that was seen before it may still come into force, in seconds.</summary>
    public int WindowGraceSeconds { get; set; }

    /// <summary>What is run when there is news of the source; null: nothing.</summary>
    public SyncHookOptions? OnSync { get; set; }

    /// <summary>What is done when a revision does not become ready.</summary>
    public RevisionRolloutOptions Rollout { get; set; } = new();
}

/// <summary>What is done when a revision does not become ready.</summary>
internal sealed record RevisionRolloutOptions
{
    /// <summary>rollback: the revision that was applied last is in force again, all of it; none: each workload sees to itself.</summary>
    public RevisionFailurePolicy OnFailure { get; set; } = RevisionFailurePolicy.None;
}

/// <summary>What is done with a revision of which a workload does not become ready.</summary>
internal enum RevisionFailurePolicy
{
    None,
    Rollback,
}

/// <summary>What is done with a revision that has errors.</summary>
internal enum InvalidRevisionPolicy
{
    Refuse,
    Skip,
}

/// <summary>Credentials of a git source, each in a file.</summary>
internal sealed record GitCredentialOptions
{
    /// <summary>User name for https.</summary>
    public string Username { get; set; } = "";

    /// <summary>Password or token for https.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>Private key for ssh.</summary>
    public string SshKeyFile { get; set; } = "";

    /// <summary>The server's keys, as ssh-keyscan prints them; needed for ssh.</summary>
    public string KnownHostsFile { get; set; } = "";

    /// <summary>Certificates that the server's is checked with, in place of the host's.</summary>
    public string CaFile { get; set; } = "";
}

/// <summary>Signatures that are asked for. At least one of the files is given; a signature by a key of either counts.</summary>
internal sealed record GitVerifyOptions
{
    /// <summary>ssh keys, as ssh-keygen's ALLOWED SIGNERS.</summary>
    public string AllowedSignersFile { get; set; } = "";

    /// <summary>OpenPGP public keys, armored or not.</summary>
    public string KeyringFile { get; set; } = "";

    /// <summary>commit: the commit is signed; tag: the ref is a tag, and the tag object is signed.</summary>
    public SignedObject Object { get; set; } = SignedObject.Commit;
}

/// <summary>What bears the signature.</summary>
internal enum SignedObject
{
    Commit,
    Tag,
}
