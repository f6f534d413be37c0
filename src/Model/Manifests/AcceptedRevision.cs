using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests;

/// <summary>
/// A version of a workload that was accepted once, by this controller or another version of it, as this one reads it. Rules that came
/// later refuse new manifests, and not what runs.
/// </summary>
/// <param name="Workload">As far as it can be read; null: not at all.</param>
/// <param name="Damage">Why no version of the controller wrote this; else null.</param>
/// <param name="Unknown">What of it this controller does not know: another version of it does; else null.</param>
/// <param name="Harm">What of it would do harm to what is not the workload's at each start; else null.</param>
public sealed record AcceptedRevision(DeclaredWorkload? Workload, string? Damage, ManifestError? Unknown, ManifestError? Harm);
