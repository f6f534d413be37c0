using OciReconciler.Model.Desired;

namespace OciReconciler.State;

/// <summary>The stable revision in the place of a manifest that did not come up.</summary>
/// <param name="ManifestDigest">Of the document that it stands for; another document is not affected.</param>
/// <param name="Stable">What is in force.</param>
/// <param name="ImageId">The image that it ran.</param>
internal sealed record Rollback(string ManifestDigest, Revision Stable, string ImageId);
