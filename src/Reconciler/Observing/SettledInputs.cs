using OciReconciler.Images;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>Whether the files that a settled workload is made from are those that a pass observed.</summary>
internal sealed class SettledInputs(IFileDigests digests, RuntimeDirectories directories)
{
    /// <summary>The same input files, and the same in the place of its runtime directory.</summary>
    public async Task<bool> AreSameAsync(SettledWorkload settled, CancellationToken cancellationToken)
    {
        var (spec, observed) = (settled.Wanted.Spec, settled.Observed);
        return directories.FindForeign(spec, observed.AppliedUnit) == observed.ForeignDirectory
            && ((spec.ImageFile is null && spec.EnvironmentFiles.IsEmpty) || await HasSameFilesAsync(spec, observed, cancellationToken));
    }

    private async Task<bool> HasSameFilesAsync(WorkloadSpec spec, ObservedWorkload observed, CancellationToken cancellationToken)
    {
        try
        {
            var files = await digests.OfAsync(spec, cancellationToken);
            return observed.Inputs is { } known && known.Files.Count == files.Count
                && known.Files.All(file => files.TryGetValue(file.Key, out var digest) && digest == file.Value);
        }
        catch (ImagePrepareException)
        {
            // What a file that cannot be read means, the pass decides.
            return false;
        }
    }
}
