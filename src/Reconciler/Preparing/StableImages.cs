using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Images;
using OciReconciler.Rollouts;

namespace OciReconciler.Preparing;

/// <summary>
/// Pins the image of the stable version while a change may need it again, and remembers which images are pinned. Thread-safe.
/// </summary>
internal sealed class StableImages(RolloutStates rollouts, ImagePinner pinner)
{
    /// <summary>Whether an image is still at the workload's engine.</summary>
    public Task<bool> HasAsync(WorkloadSpec spec, string imageId, CancellationToken cancellationToken) =>
        pinner.HasAsync(spec, imageId, cancellationToken);

    /// <summary>Whether the stable version of a workload ran another image than this one.</summary>
    public bool IsOther(WorkloadKey key, string imageId) => rollouts.RecordOf(key).Stable is { ImageId: var stable } && stable != imageId;

    /// <summary>Pins the image of the stable version, unless it is pinned.</summary>
    public async Task PinAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        if (rollouts.RecordOf(spec.Key) is not { Stable: { ImageId.Length: > 0 } stable, ImageIsPinned: false })
            return;
        // The record comes first: a pin that no record knows would stay, and a record of a pin that is not there does no harm.
        rollouts.SetImagePinned(spec.Key, isKept: true);
        if (!await pinner.PinAsync(spec, stable.ImageId, cancellationToken))
            rollouts.SetImagePinned(spec.Key, isKept: false);
        Failpoint.Hit(Failpoint.ImagePinned);
    }

    /// <summary>
    /// Takes the pin away. An engine that fails is asked again in a later pass: until then a name is there that nobody needs.
    /// </summary>
    public async Task ReleaseAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await pinner.ReleaseAsync(spec, cancellationToken);
            Failpoint.Hit(Failpoint.ImageReleased);
            rollouts.SetImagePinned(spec.Key, isKept: false);
        }
        catch (Exception failure) when (failure is EngineException or EngineUnavailableException)
        {
            // The record keeps the pin, so that a later pass releases it.
        }
    }
}
