using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Images;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Workloads;
using OciReconciler.Reporting.Events;
using OciReconciler.Reporting.Progress;

namespace OciReconciler.Control;

/// <summary>Makes the image available and digests the inputs, before anything is stopped.</summary>
internal sealed class WorkloadPreparer(
    ImagePreparer images, IInputDigests digests, RootlessChecks rootless, EventRecorder events, ProgressLine line, TimeProvider time)
{
    /// <summary>Prepares workloads, all at once. A failure is a value: the planner holds the change back.</summary>
    public async Task<IReadOnlyList<KeyValuePair<WorkloadKey, Preparation>>> PrepareAsync(
        IEnumerable<(WorkloadKey Key, Decision Decision)> workloads, DesiredView desired, CancellationToken cancellationToken) =>
        await Task.WhenAll(workloads.Select(async workload => KeyValuePair.Create(
            workload.Key, await PrepareAsync(workload.Key, desired, workload.Decision, cancellationToken))));

    /// <summary>Looks again at the image of a workload that does not run: nothing is held back for it.</summary>
    /// <returns>What somebody should know, or null.</returns>
    public async Task<Blocker?> LookAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        try
        {
            // Nobody is told on the way: it comes every minute, most of the time there is nothing new, and what is wrong is in the result.
            var image = await images.PrepareAsync(desired.State.Workloads[key].Spec, PrepareReason.Look, new Progress<PrepareNews>(), cancellationToken);
            return image.Warnings.IsEmpty ? null : new Blocker(image.Warnings[0].Reason, string.Join(" ", image.Warnings.Select(warning => warning.Message)));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return FailureClassifier.Classify(failure);
        }
    }

    private async Task<Preparation> PrepareAsync(WorkloadKey key, DesiredView desired, Decision decision, CancellationToken cancellationToken)
    {
        var spec = desired.State.Workloads[key].Spec;
        try
        {
            var reporter = new PrepareReporter(key, events, line, time);
            var warnings = rootless.Check(spec).Select(message => new PrepareWarning(PrepareFailures.PodmanUserLimited, message)).ToList();
            foreach (var warning in warnings)
                reporter.Report(new PrepareNews.Warned(warning.Reason, warning.Message));
            var files = await digests.OfAsync(spec, cancellationToken);
            var image = await images.PrepareAsync(spec, ReasonOf(decision), reporter, cancellationToken);
            return new Preparation(SpecHash.Inputs(image.Id, files), null, [.. warnings, .. image.Warnings]);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new Preparation(null, FailureClassifier.Classify(failure));
        }
    }

    // A dependent that only goes down and up with what it depends on keeps its image as it is.
    private static PrepareReason ReasonOf(Decision decision) => decision switch
    {
        { Reason: "DependencyChanged" } => PrepareReason.Unchanged,
        { Action: PlanAction.Start } => PrepareReason.Start,
        _ => PrepareReason.Define,
    };
}
