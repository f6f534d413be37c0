namespace OciReconciler.Executing;

/// <summary>
/// Named places at which tests of crash recovery kill the controller for real: OCI_RECONCILER_FAILPOINT=NAME ends the process
/// with SIGKILL when it gets there.
/// </summary>
internal static class Failpoint
{
    private static readonly string? Armed = Environment.GetEnvironmentVariable("OCI_RECONCILER_FAILPOINT");

    public static void Hit(string name)
    {
        if (string.Equals(Armed, name, StringComparison.Ordinal))
            System.Diagnostics.Process.GetCurrentProcess().Kill();
    }
}
