using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Specs;

/// <summary>Rules between secrets, and between secrets and other fields.</summary>
internal static class SecretRules
{
    /// <param name="node">The object of the spec.</param>
    public static void Check(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        if (spec.Secrets.IsEmpty)
            return;
        var list = node.Find("secrets")?.Value ?? node;
        CheckNames(errors, list, spec);
        CheckTargets(errors, list, spec);
        CheckOwners(errors, list, spec);
    }

    private static void CheckNames(ErrorSink errors, TreeNode list, WorkloadSpec spec)
    {
        foreach (var name in Repeated(spec.Secrets.Select(secret => secret.Name)))
            errors.Add(list, $"{Quoting.Quote(name)} is given twice: rename or remove one");
    }

    private static void CheckTargets(ErrorSink errors, TreeNode list, WorkloadSpec spec)
    {
        var targets = spec.Secrets.Select(secret => secret.Target).OfType<string>().ToList();
        foreach (var target in Repeated(targets))
            errors.Forbid(list, $"two secrets have the target {Quoting.Quote(target)}, and only one can: give one another target");
        foreach (var target in targets.Intersect(spec.Volumes.Select(VolumeSyntax.TargetOf), StringComparer.Ordinal))
            errors.Forbid(list, $"a volume has the place {Quoting.Quote(target)} in the container already: give the secret another target");
    }

    // podman of a user reads the file as that user, and ids in its containers are others than on the host.
    private static void CheckOwners(ErrorSink errors, TreeNode list, WorkloadSpec spec)
    {
        if (spec.RootlessUser is null)
            return;
        foreach (var secret in spec.Secrets.Where(secret => (secret.Owner ?? secret.Mode) is not null))
        {
            errors.Forbid(list, $"{Quoting.Quote(secret.Name)} has an owner or a mode, and with podman.user the file is that user's alone, "
                + "who is root in the container: remove them; for another user in the container give podman --userns=keep-id:uid=UID in "
                + "extraOptions");
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> values) =>
        values.GroupBy(value => value, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
}
