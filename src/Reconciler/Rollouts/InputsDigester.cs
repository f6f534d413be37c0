using OciReconciler.Model.Hashing;
using OciReconciler.Model.Rollouts;

namespace OciReconciler.Rollouts;

/// <summary>
/// Digests the inputs of workloads with this host's key. Where a mark was made with a key that is lost, nobody can tell what its unit was
/// made of: it is taken to be what is there when that is first seen, so that a lost key restarts nothing and a later change is noticed.
/// Thread-safe.
/// </summary>
/// <param name="rollouts">Remembers what was taken.</param>
/// <param name="remembers">False for a read-only command.</param>
internal sealed class InputsDigester(InputsKey key, RolloutStates rollouts, bool remembers = true)
{
    /// <summary>Digests the image id and the input files of a workload.</summary>
    /// <param name="imageId">As for <see cref="SpecHash.Inputs"/>.</param>
    /// <param name="fileDigests">As for <see cref="SpecHash.Inputs"/>.</param>
    /// <param name="applied">The digest in the mark of what is applied, where that was seen just now.</param>
    public InputsDigest Of(WorkloadKey workload, string imageId, IReadOnlyDictionary<string, string> fileDigests, string? applied = null)
    {
        var digest = key.Digest(imageId, fileDigests);
        // Without input files no key is used: what seems to be made with another key is the digest of an image that begins so.
        var isLost = applied is not null && fileDigests.Count > 0 && !digest.Matches(applied) && key.IsOfAnother(applied);
        var baseline = isLost ? Baseline(workload, applied!, digest) : rollouts.RecordOf(workload).Inputs;
        return baseline is not null && baseline.Hash == digest.Hash ? digest with { Former = digest.Former.Add(baseline.Mark) } : digest;
    }

    private InputsBaseline Baseline(WorkloadKey workload, string applied, InputsDigest now)
    {
        if (rollouts.RecordOf(workload).Inputs is { } known && known.Mark == applied && key.Made(known.Hash))
            return known;
        var baseline = new InputsBaseline(applied, now.Hash);
        if (remembers)
            rollouts.SetInputsBaseline(workload, baseline);
        return baseline;
    }
}
