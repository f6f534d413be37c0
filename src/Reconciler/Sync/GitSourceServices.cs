using OciReconciler.Git;
using OciReconciler.Schedules;
using OciReconciler.Sources;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Threading;

namespace OciReconciler.Sync;

/// <summary>Watches a directory: its path, who is woken, and names of files that matter.</summary>
internal delegate DirectoryWatch WatchDirectory(string directory, ChangeHandler wake, Func<string, bool> counts);

/// <summary>What a git source stands on.</summary>
internal sealed record GitSourceServices
{
    /// <summary>The repository; disposed with the source's loop.</summary>
    public required IGitClient Client { get; init; }

    /// <summary>Functions of the model.</summary>
    public required ManifestFunctions Rules { get; init; }

    /// <summary>Its revisions on disk.</summary>
    public required RevisionStore Store { get; init; }

    /// <summary>Which sources are frozen.</summary>
    public required FreezeFiles Frozen { get; init; }

    /// <summary>What operators ask for.</summary>
    public required SyncRequests Requests { get; init; }

    /// <summary>What is wanted of a workload and published of it; null: nothing is wanted.</summary>
    public required Func<WorkloadKey, WantedWorkload?> Find { get; init; }

    /// <summary>Whether a workload is still to be removed that the source declared before, and a revision does not.</summary>
    public required Func<CheckedRevision, bool> IsRemoving { get; init; }

    /// <summary>When revisions may come into force.</summary>
    public required ApplyWindows Windows { get; init; }

    /// <summary>Takes what there is to tell.</summary>
    public required SourceTeller Teller { get; init; }

    /// <summary>Takes the newest report.</summary>
    public required Action<GitSourceReport> Report { get; init; }

    /// <summary>Watches directories of repositories on this host.</summary>
    public required WatchDirectory Watch { get; init; }

    /// <summary>What is measured.</summary>
    public required Instruments Instruments { get; init; }

    /// <summary>A number from 0 to 1.</summary>
    public required Func<double> Jitter { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
