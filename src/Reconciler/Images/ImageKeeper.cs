using System.Text;
using OciReconciler.Engine;
using OciReconciler.Model.Images;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Images;

/// <summary>Keeps the image of the last good version while a change is under way, and gives it its reference back. Thread-safe.</summary>
internal sealed class ImageKeeper(EngineRegistry engines)
{
    // A tag has at most 128 characters, and a workload's name may have more.
    private const int LongestTag = 120;
    private const string Repository = "localhost/oci-reconciler/kept";

    /// <summary>Gives the image a second name, so that no pruning takes it while its container is gone. False: it is not there.</summary>
    public async Task<bool> KeepAsync(WorkloadSpec spec, string imageId, CancellationToken cancellationToken)
    {
        var engine = engines.Of(spec);
        if (await engine.FindImageIdAsync(imageId, cancellationToken) is null)
            return false;
        await engine.TagImageAsync(imageId, Repository, TagOf(spec.Key), cancellationToken);
        return true;
    }

    /// <summary>Takes the second name away.</summary>
    public Task ReleaseAsync(WorkloadSpec spec, CancellationToken cancellationToken) =>
        engines.Of(spec).UntagImageAsync($"{Repository}:{TagOf(spec.Key)}", cancellationToken);

    /// <summary>Makes the spec's reference stand for that image.</summary>
    /// <returns>Whether it does; false: the image is gone.</returns>
    public async Task<bool> RestoreAsync(WorkloadSpec spec, string imageId, CancellationToken cancellationToken)
    {
        var engine = engines.Of(spec);
        var hasReference = ImageReference.TryParse(spec.Image, out var reference);
        if (await engine.FindImageIdAsync(hasReference ? reference!.LookupName : spec.Image, cancellationToken) == imageId)
            return true;
        // A reference by digest cannot be moved, and an id is no reference.
        if (!hasReference || reference!.Digest is not null || await engine.FindImageIdAsync(imageId, cancellationToken) is null)
            return false;
        await engine.TagImageAsync(imageId, reference.WrittenName, reference.Tag ?? "latest", cancellationToken);
        return await engine.FindImageIdAsync(reference.LookupName, cancellationToken) == imageId;
    }

    private static string TagOf(WorkloadKey key) => key.Name.Length <= LongestTag
        ? key.Name
        : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key.Name)));
}
