using OciReconciler.Configuration;
using OciReconciler.Model.Status;
using OciReconciler.State;

namespace OciReconciler.Cli;

/// <summary>What the version that was given up wrote last: not published, since everybody can read a status.</summary>
internal static class FailedRevisionOutput
{
    /// <summary>A status with it, where the caller may read it.</summary>
    public static WorkloadStatus WithLastLines(this WorkloadStatus status, ReconcilerOptions options) =>
        status.RolledBack is { } version
        && WorkloadKey.TryParse(status.Name) is { } key
        && RolloutRecords.TryRead(options.RecordsDirectory, key)?.Failed?.LastLines is { } lines
            ? status with { RolledBack = version with { LastLines = [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)] } }
            : status;
}
