using OciReconciler.Configuration;
using OciReconciler.Desired;
using OciReconciler.Model.Status;
using OciReconciler.Terminal;

namespace OciReconciler.Hosting;

/// <summary>What <c>run --once</c> prints at its end.</summary>
internal static class RunOnceReport
{
    /// <summary>Prints what is not as declared.</summary>
    /// <returns>Fine when all is in sync.</returns>
    public static int Print(SourcesReport sources, IReadOnlyList<WorkloadStatus> statuses)
    {
        var troubles = SourceTroubles(sources).Concat(statuses.Where(status => !IsConverged(status)).Select(Trouble)).ToList();
        TerminalWriter.Error.WriteLines(troubles);
        TerminalWriter.Output.WriteLine($"{statuses.Count(IsConverged)} of {statuses.Count} workloads in sync");
        return troubles.Count == 0 ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    // A paused workload is as somebody wants it. An active one whose engine does not show its container yet is a moment away from running;
    // one that is not active may never run.
    private static bool IsConverged(WorkloadStatus status) =>
        status.Paused || (status.InSync && status.Find(ConditionTypes.Ready)?.Reason != Reasons.NotActive);

    private static IEnumerable<string> SourceTroubles(SourcesReport sources)
    {
        if (sources.MassRemoval is { } grace)
            yield return $"{Reasons.MassRemovalHeld}: {grace.Message} --once does not wait.";
        foreach (var source in sources.Sources)
        {
            if (source.Message.Length > 0)
                yield return $"{source.Path}: {source.Message}";
            if (source.Git?.Error is { } error)
                yield return $"{source.Path}: {error.Reason}: {error.Message}";
            foreach (var line in source.Git?.Error?.Errors ?? [])
                yield return line;
            foreach (var file in source.Files)
            {
                foreach (var fault in file.Errors.Where(fault => !fault.Warning))
                    yield return $"{file.PlaceOf(fault)}: {fault.Message}";
            }
        }
    }

    private static string Trouble(WorkloadStatus status)
    {
        var condition = status.Find(ConditionTypes.Degraded, "True") ?? status.Find(ConditionTypes.Ready);
        return $"{status.Name}: {condition?.Reason}: {condition?.Message}";
    }
}
