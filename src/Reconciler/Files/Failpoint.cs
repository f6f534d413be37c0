namespace OciReconciler.Files;

/// <summary>
/// Named places at which tests of crash recovery kill the controller for real: where the environment names a directory in
/// OCI_RECONCILER_FAILPOINTS, a file of that name in it is removed, and the process ended with SIGKILL, when it gets there.
/// </summary>
internal static class Failpoint
{
    public const string Prepared = "prepared";
    public const string ImagePinned = "image-pinned";
    public const string ImageFound = "image-found";
    public const string ImageReleased = "image-released";
    public const string RevisionIsStable = "version-is-stable";
    public const string RevisionIsGivenUp = "version-is-given-up";
    public const string GoingDown = "going-down";
    public const string RestartMarked = "noted-running";
    public const string Stopped = "stopped";
    public const string Released = "released";
    public const string ContainerRemoved = "container-removed";
    public const string Defining = "defining";
    public const string Defined = "defined";
    public const string Recorded = "recorded";
    public const string Held = "held";
    public const string Starting = "starting";
    public const string Started = "started";
    public const string Restarted = "restarted";
    public const string Forgetting = "forgetting";
    public const string Forgotten = "forgotten";
    public const string RevisionWriting = "revision-writing";
    public const string RevisionContentWritten = "revision-content-written";
    public const string RevisionWritten = "revision-written";
    public const string RevisionAccepting = "revision-accepting";
    public const string RevisionAccepted = "revision-accepted";

    private static readonly string? Armed = Environment.GetEnvironmentVariable("OCI_RECONCILER_FAILPOINTS");

    public static void Hit(string name)
    {
        if (Armed is null || Path.Combine(Armed, name) is var path && !File.Exists(path))
            return;
        File.Delete(path);
        System.Diagnostics.Process.GetCurrentProcess().Kill();
    }
}
