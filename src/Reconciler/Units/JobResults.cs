using OciReconciler.DBus.Manager;

namespace OciReconciler.Units;

/// <summary>Words for job results.</summary>
internal static class JobResults
{
    public static string Text(JobResult result) => result.ToString().ToLowerInvariant();
}
