using System.Text;
using OciReconciler.Engine;
using OciReconciler.Model.Digests;

namespace OciReconciler.Images;

/// <summary>
/// Keeps the image of the stable version while a change is under way, and for as long as it is in force after a rollback. Thread-safe.
/// </summary>
internal sealed class ImagePinner(EngineRegistry engines)
{
    // A tag has at most 128 characters, and a workload's name may have more.
    private const int LongestTag = 120;
    private const string Repository = "localhost/oci-reconciler/kept";

    /// <summary>Gives the image a second name, so that no pruning takes it while its container is gone. False: it is not there.</summary>
    public async Task<bool> PinAsync(WorkloadSpec spec, string imageId, CancellationToken cancellationToken)
    {
        if (!await HasAsync(spec, imageId, cancellationToken))
            return false;
        await engines.Of(spec).TagImageAsync(imageId, Repository, TagOf(spec.Key), cancellationToken);
        return true;
    }

    /// <summary>Takes the second name away.</summary>
    public Task ReleaseAsync(WorkloadSpec spec, CancellationToken cancellationToken) =>
        engines.Of(spec).UntagImageAsync($"{Repository}:{TagOf(spec.Key)}", cancellationToken);

    /// <summary>Whether the image is still there.</summary>
    public async Task<bool> HasAsync(WorkloadSpec spec, string imageId, CancellationToken cancellationToken) =>
        imageId.Length > 0 && await engines.Of(spec).FindImageIdAsync(imageId, cancellationToken) is not null;

    private static string TagOf(WorkloadKey key) => key.Name.Length <= LongestTag
        ? key.Name
        : Sha256.Hex(Encoding.UTF8.GetBytes(key.Name));
}
