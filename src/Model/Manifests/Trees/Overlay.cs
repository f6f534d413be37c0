using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Trees;

/// <summary>A file of patches for the hosts that it selects.</summary>
/// <param name="Errors">Of its file.</param>
/// <param name="Selector">Labels of the hosts that it is for.</param>
internal sealed record Overlay(
    ErrorSink Errors, ImmutableSortedDictionary<string, string> Selector, ImmutableArray<OverlayPatch> Patches);

/// <summary>A change of one workload's document.</summary>
/// <param name="Target">The name of the workload, as its manifest has it.</param>
/// <param name="Patch">An object with <c>metadata</c> and <c>spec</c>, by the rules of <see cref="MergePatch"/>.</param>
internal sealed record OverlayPatch(TreeNode Target, TreeNode Patch);
