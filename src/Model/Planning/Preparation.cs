using OciReconciler.Model.Conditions;
using OciReconciler.Model.Hashing;

namespace OciReconciler.Model.Planning;

/// <summary>What preparing one workload's image and inputs gave.</summary>
/// <param name="InputsHash">Digest of the inputs, when it went well.</param>
/// <param name="Failure">What went wrong, or null.</param>
/// <param name="Warnings">What went wrong without stopping it; null when it did not get to its end.</param>
public sealed record Preparation(InputsDigest? InputsHash, FailureReason? Failure, ImmutableArray<PrepareWarning>? Warnings = null)
{
    /// <summary>What the digest is of, when it went well.</summary>
    public WorkloadInputs? Inputs { get; init; }

    /// <summary>
    /// The image to run in the place of what its reference stands for, <c>sha256:HEX</c>; null: what the reference stands for.
    /// </summary>
    public string? ImageId { get; init; }
}
