using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests;

/// <summary>
/// Reads versions that were accepted once: canonical documents, as <see cref="ManifestWriter"/> of this or another version of the
/// controller writes them. Never throws on bad input. Pure; any thread.
/// </summary>
public static class AcceptedParser
{
    private const string Family = "oci-reconciler/v";

    /// <summary>Reads one.</summary>
    /// <param name="file">The name for messages.</param>
    /// <param name="defaultBackend">Backend of a document that names none.</param>
    public static AcceptedRevision Parse(string file, ReadOnlyMemory<byte> utf8, Backend defaultBackend)
    {
        var errors = new ErrorSink(file, wasAccepted: true);
        if (JsonTree.Read(utf8, errors) is not { } root || errors.HasErrors)
            return Damaged(First(errors)?.Message ?? "it is no document");
        if (DamageOf(root) is { } damage)
            return Damaged(damage);
        var workload = new DocumentBinder(file, errors, defaultBackend).Bind(root).ToList() is [var one] ? one : null;
        return errors.HasStrayNull
            ? Damaged(First(errors)!.Message)
            : new AcceptedRevision(IsOfThisVersion(root) ? workload : null, Damage: null, First(errors), errors.Harm);
    }

    private static AcceptedRevision Damaged(string why) => new(null, why, Unknown: null, Harm: null);

    private static ManifestError? First(ErrorSink errors) => errors.ToSorted().FirstOrDefault(error => !error.IsWarning);

    // Every version of the controller writes these.
    private static string? DamageOf(TreeNode root)
    {
        if (root.Kind != NodeKind.Object)
            return "it is no document";
        if (VersionOf(root) is not { } version
            || !version.StartsWith(Family, StringComparison.Ordinal)
            || !IsNumber(version[Family.Length..]))
            return "it does not say of which version it is";
        if (root.Find("kind")?.Value is not { Kind: NodeKind.Text, Text.Length: > 0 })
            return "it does not say of which kind it is";
        return root.Find("metadata")?.Value.Find("name")?.Value is not { Kind: NodeKind.Text } name || !WorkloadKey.IsName(name.Text)
            ? "it does not say of which workload it is"
            : root.Find("spec")?.Value.Kind == NodeKind.Object ? null : "it has no spec";
    }

    private static bool IsOfThisVersion(TreeNode root) => VersionOf(root) == DocumentBinder.ApiVersion;

    private static string? VersionOf(TreeNode root) =>
        root.Find("apiVersion")?.Value is { Kind: NodeKind.Text } version ? version.Text : null;

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
