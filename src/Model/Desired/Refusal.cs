using OciReconciler.Model.Conditions;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Desired;

/// <summary>
/// Why this controller does not define a version that was accepted once, by another version of it: what runs of it runs on. Pure.
/// </summary>
/// <param name="Why">Reason and what to do.</param>
/// <param name="MayStart">What is defined of it may be started.</param>
public sealed record Refusal(FailureReason Why, bool MayStart)
{
    private const string Kept = "What is defined of it is left as it is and runs on";

    /// <summary>Of a version; null: it is defined as any other.</summary>
    public static Refusal? Of(AcceptedRevision version)
    {
        if (version.Harm is { } harm)
        {
            return new(
                new(Reasons.VersionForbidden,
                    $"Its last valid version was accepted by an earlier controller, and starting it would do harm: {Describe(harm)}. "
                    + $"{Kept}, and it is not started again. Mend the manifest."),
                MayStart: false);
        }

        return version.Unknown is { } unknown
            ? new(
                new(Reasons.VersionNotUnderstood,
                    $"Its last valid version was accepted by another controller, which knows more than this one: {Describe(unknown)}. "
                    + $"{Kept}, and it is not defined anew. Mend the manifest, or install that controller again."),
                MayStart: true)
            : null;
    }

    private static string Describe(ManifestError error) => $"{error.Path}: {error.Message}";
}
