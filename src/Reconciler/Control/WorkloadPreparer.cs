using System.Collections.Immutable;
using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Files;
using OciReconciler.Images;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Hashing;
using OciReconciler.Model.Planning;
using OciReconciler.Model.Units;
using OciReconciler.Model.Workloads;
using OciReconciler.Reporting.Events;
using OciReconciler.Reporting.Progress;
using OciReconciler.Rollouts;
using OciReconciler.Telemetry;
using OciReconciler.Units;

namespace OciReconciler.Control;

/// <summary>Makes the image available and digests the inputs, before anything is stopped.</summary>
internal sealed class WorkloadPreparer(
    ImagePreparer images,
    ImagePinner pinner,
    RolloutStates rollouts,
    IFileDigests digests,
    InputsDigester inputs,
    RootlessChecks rootless,
    ITransientUnitFiles unitFiles,
    EventRecorder events,
    ProgressLine line,
    Action progress,
    Instruments instruments,
    TimeProvider time)
{
    /// <summary>Prepares a workload. A failure is a value: the planner holds the change back.</summary>
    /// <param name="key">Which.</param>
    /// <param name="desired">What is wanted of it.</param>
    /// <param name="decision">What is to be done with it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Preparation> PrepareAsync(WorkloadKey key, DesiredView desired, Decision decision, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var span = instruments.BeginPreparation(key.Name, decision.Reason);
        Preparation? preparation = null;
        try
        {
            return preparation = await PrepareNowAsync(key, desired, decision, cancellationToken);
        }
        finally
        {
            instruments.EndPreparation(span, preparation, time.GetElapsedTime(began));
        }
    }

    /// <summary>Looks again at the image of a workload that does not run: nothing is held back for it.</summary>
    /// <returns>What somebody should know, or null.</returns>
    public async Task<FailureReason?> RefreshImageAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        try
        {
            if (desired.State.Workloads[key].Rollback is not null || NotWatched.OptionOf(desired.State.Workloads[key].Spec) is not null)
                return null;
            // Nobody is told on the way: it comes every minute, most of the time there is nothing new, and what is wrong is in the result.
            var image = await images.PrepareAsync(desired.State.Workloads[key].Spec, PrepareReason.Refresh, new Progress<PrepareEvent>(), cancellationToken);
            return image.Warnings.IsEmpty ? null : new FailureReason(image.Warnings[0].Reason, string.Join(" ", image.Warnings.Select(warning => warning.Message)));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return FailureClassifier.Classify(failure);
        }
    }

    private async Task<Preparation> PrepareNowAsync(WorkloadKey key, DesiredView desired, Decision decision, CancellationToken cancellationToken)
    {
        var wanted = desired.State.Workloads[key];
        var spec = wanted.Spec;
        try
        {
            if (decision.Defines)
                unitFiles.RequireRoom();
            var reporter = new PrepareReporter(key, events, line, progress, time);
            var warnings = rootless.Check(spec).Select(message => new PrepareWarning(Reasons.PodmanUserLimited, message)).ToList();
            foreach (var warning in warnings)
                reporter.Report(new PrepareEvent.Warned(warning.Reason, warning.Message));
            var files = await digests.OfAsync(spec, cancellationToken);
            if (wanted.Rollback is { } back && await pinner.HasAsync(spec, back.ImageId, cancellationToken))
            {
                Failpoint.Hit(Failpoint.ImageFound);
                return Prepared(key, back.ImageId, files, warnings) with { ImageId = back.ImageId };
            }

            if (decision.TakesDown)
                await PinImageAsync(spec, cancellationToken);
            var image = await images.PrepareAsync(spec, ReasonOf(decision), reporter, cancellationToken);
            // After a reboot nothing is taken down, and the reference may stand for another image all the same.
            if (decision.Defines && rollouts.RecordOf(key).Stable is { ImageId: var good } && good != image.Id)
                await PinImageAsync(spec, cancellationToken);
            Failpoint.Hit(Failpoint.Prepared);
            return Prepared(key, image.Id, files, warnings.Concat(image.Warnings));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new Preparation(null, FailureClassifier.Classify(failure) with { IsPreparation = true });
        }
    }

    private Preparation Prepared(
        WorkloadKey key, string imageId, IReadOnlyDictionary<string, string> files, IEnumerable<PrepareWarning> warnings) =>
        new(inputs.Of(key, imageId, files), null, [.. warnings])
        {
            Inputs = new WorkloadInputs(imageId, files.ToImmutableSortedDictionary(StringComparer.Ordinal)),
        };

    // Noted first: a name that nobody knows of would stay, and a note of a name that is not there does no harm.
    private async Task PinImageAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        if (rollouts.RecordOf(spec.Key) is not { Stable: { ImageId.Length: > 0 } good, ImageIsPinned: false })
            return;
        rollouts.SetImagePinned(spec.Key, isKept: true);
        if (!await pinner.PinAsync(spec, good.ImageId, cancellationToken))
            rollouts.SetImagePinned(spec.Key, isKept: false);
        Failpoint.Hit(Failpoint.ImageKept);
    }

    // A dependent that only goes down and up with what it depends on keeps its image as it is.
    private static PrepareReason ReasonOf(Decision decision) => decision switch
    {
        { Reason: Reasons.DependencyChanged } => PrepareReason.Unchanged,
        { Action: PlanAction.Start or PlanAction.Restart } => PrepareReason.Start,
        _ => PrepareReason.Define,
    };
}
