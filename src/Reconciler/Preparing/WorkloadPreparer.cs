using OciReconciler.Desired;
using OciReconciler.Executing;
using OciReconciler.Files;
using OciReconciler.Images;
using OciReconciler.Model.Hashing;
using OciReconciler.Model.Units;
using OciReconciler.Rollouts;
using OciReconciler.Secrets;

namespace OciReconciler.Preparing;

/// <summary>Makes image and secrets available and digests the inputs, before anything is stopped.</summary>
internal sealed class WorkloadPreparer(
    ImagePreparer images,
    StableImages stable,
    SecretStore secrets,
    IFileDigests digests,
    InputsDigester inputs,
    PreflightChecks checks,
    PreparationReporter reporter)
{
    /// <summary>Prepares a workload. A failure is a value: the planner leaves what runs as it is.</summary>
    /// <param name="seen">
    /// Id of the image that the engine was just seen to have for it, or null. When somebody removes it at that moment, its unit finds out,
    /// as it would a moment later.
    /// </param>
    public Task<Preparation> PrepareAsync(
        WorkloadKey key, DesiredView desired, Decision decision, string? seen, CancellationToken cancellationToken) =>
        reporter.MeasureAsync(key, decision, () => TryPrepareAsync(desired.State.Workloads[key], decision, seen, cancellationToken));

    /// <summary>Brings the image of a workload that does not run up to date. No failure of it delays a change.</summary>
    /// <returns>What somebody should know, or null.</returns>
    public async Task<FailureReason?> RefreshImageAsync(WorkloadKey key, DesiredView desired, CancellationToken cancellationToken)
    {
        try
        {
            var wanted = desired.State.Workloads[key];
            await secrets.EnsureAsync(wanted.Spec, cancellationToken);
            if (wanted.Rollback is not null || NotWatched.OptionOf(wanted.Spec) is not null)
                return null;
            // Progress is not reported: a refresh comes every minute, mostly finds nothing new, and what is wrong is in its result.
            var image = await images.PrepareAsync(
                wanted.Spec, PrepareReason.Refresh, seen: null, new Progress<PrepareEvent>(), cancellationToken);
            return image.Warnings.IsEmpty
                ? null
                : new FailureReason(image.Warnings[0].Reason, string.Join(" ", image.Warnings.Select(warning => warning.Message)));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return FailureClassifier.Classify(failure);
        }
    }

    private async Task<Preparation> TryPrepareAsync(
        DesiredWorkload wanted, Decision decision, string? seen, CancellationToken cancellationToken)
    {
        try
        {
            return await PrepareAsync(wanted, decision, seen, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new Preparation(null, FailureClassifier.Classify(failure) with { IsPreparation = true });
        }
    }

    private async Task<Preparation> PrepareAsync(
        DesiredWorkload wanted, Decision decision, string? seen, CancellationToken cancellationToken)
    {
        var spec = wanted.Spec;
        checks.RequireRoom(decision);
        var progress = reporter.For(spec.Key);
        var warnings = checks.CheckUser(spec);
        foreach (var warning in warnings)
            progress.Report(new PrepareEvent.Warned(warning.Reason, warning.Message));
        var files = await digests.OfAsync(spec, cancellationToken);
        await secrets.EnsureAsync(spec, cancellationToken);
        if (wanted.Rollback is { } back && (seen == back.ImageId || await stable.HasAsync(spec, back.ImageId, cancellationToken)))
        {
            Failpoint.Hit(Failpoint.ImageFound);
            return Prepared(spec.Key, back.ImageId, files, warnings) with { ImageId = back.ImageId };
        }

        var image = await PrepareImageAsync(spec, decision, seen, progress, cancellationToken);
        Failpoint.Hit(Failpoint.Prepared);
        return Prepared(spec.Key, image.Id, files, [.. warnings, .. image.Warnings]);
    }

    private async Task<PreparedImage> PrepareImageAsync(
        WorkloadSpec spec, Decision decision, string? seen, IProgress<PrepareEvent> progress, CancellationToken cancellationToken)
    {
        if (decision.TakesDown)
            await stable.PinAsync(spec, cancellationToken);
        var image = await images.PrepareAsync(spec, ReasonOf(decision), seen, progress, cancellationToken);
        // After a reboot nothing is taken down, and the reference may stand for another image all the same.
        if (decision.Defines && stable.IsOther(spec.Key, image.Id))
            await stable.PinAsync(spec, cancellationToken);
        return image;
    }

    private Preparation Prepared(
        WorkloadKey key, string imageId, IReadOnlyDictionary<string, string> files, ImmutableArray<PrepareWarning> warnings) =>
        new(inputs.Of(key, imageId, files), null, warnings)
        {
            Inputs = new WorkloadInputs(imageId, files.ToImmutableSortedDictionary(StringComparer.Ordinal)),
        };

    // A dependent that only goes down and up with what it depends on keeps its image as it is.
    private static PrepareReason ReasonOf(Decision decision) => decision switch
    {
        { Reason: Reasons.DependencyChanged } => PrepareReason.Unchanged,
        { Action: PlanAction.Start or PlanAction.Restart } => PrepareReason.Start,
        _ => PrepareReason.Define,
    };
}
