using OciReconciler.Model.Workloads;

namespace OciReconciler.Desired;

/// <summary>A manifest that did not come up, in whose place the version before it is in force.</summary>
/// <param name="Spec">What it says.</param>
/// <param name="Document">Its canonical document.</param>
/// <param name="ImageId">The image of the version in force.</param>
internal sealed record RolledBackManifest(WorkloadSpec Spec, string Document, string ImageId);
