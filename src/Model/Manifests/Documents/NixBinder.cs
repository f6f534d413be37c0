using OciReconciler.Model.Manifests.Fields;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;
using OciReconciler.Model.Manifests.Specs;

namespace OciReconciler.Model.Manifests.Documents;

/// <summary>Binds NixOS's own shapes: <c>backend</c> and <c>containers</c>, and <c>docker-containers</c> of old.</summary>
internal sealed class NixBinder(string file, ErrorSink errors, Backend defaultBackend)
{
    public const string Containers = "containers";
    public const string LegacyContainers = "docker-containers";

    private static readonly string[] Fields = ["$schema", "backend", Containers];
    private static readonly string[] LegacyFields = ["$schema", LegacyContainers];

    /// <summary>Whether a document is of one of these shapes.</summary>
    public static bool Accepts(TreeNode root) => root.Find(Containers) is not null || root.Find(LegacyContainers) is not null;

    public IEnumerable<DeclaredWorkload> Bind(TreeNode root)
    {
        var isLegacy = root.Find(Containers) is null;
        var context = new BindContext(isLegacy ? ManifestShape.Legacy : ManifestShape.Nix, errors);
        UnknownFields.Report(context, root, isLegacy ? LegacyFields : Fields, name => Hint(name, isLegacy));
        var backend = isLegacy ? Backend.Docker : BackendOf(context, root);
        var containers = root.Find(isLegacy ? LegacyContainers : Containers)!.Value;
        if (containers.Kind != NodeKind.Object)
        {
            context.WrongType(containers, "an object of containers by name");
            return [];
        }

        return containers.Members.Select(member => Container(context, member, backend)).OfType<DeclaredWorkload>().ToList();
    }

    private DeclaredWorkload? Container(BindContext context, TreeMember member, Backend backend)
    {
        var node = member.Value;
        if (NameRules.Workload(member.Name) is { } problem)
            errors.Add(member, problem);
        if (node.Kind != NodeKind.Object)
        {
            context.WrongType(node, "an object");
            return null;
        }

        var key = WorkloadKey.TryParse(member.Name);
        var start = SpecFields.Defaults with { Key = key ?? SpecFields.Defaults.Key, Backend = backend };
        var fields = context.Shape == ManifestShape.Legacy ? SpecFields.Legacy : SpecFields.Spec;
        var spec = fields.Bind(context, node, start);
        if (context.Shape == ManifestShape.Legacy && node.Find("extraOptions")?.Value is { Items.Count: > 0 } dropped)
            errors.Warn(dropped, "in \"docker-containers\" NixOS drops extraOptions, and so do we: move them to extraDockerOptions");
        SpecRules.Check(context, node, spec);
        if (key is null)
            return null;
        WorkloadNames.Check(errors, member.Line, node.Path, spec);
        return new DeclaredWorkload(WithoutDefaults(spec), file, member.Line, node.Path);
    }

    // nix eval prints every option: a field with its default may have been given or not, which means the same.
    private static WorkloadSpec WithoutDefaults(WorkloadSpec spec)
    {
        var isUsualUnit = spec.ServiceName is not null
            && string.Equals(UnitNames.Of(spec), UnitNames.Of(spec with { ServiceName = null }), StringComparison.Ordinal);
        return spec with
        {
            ServiceName = isUsualUnit ? null : spec.ServiceName,
            Pull = spec.Pull == PullPolicy.Missing ? null : spec.Pull,
            Podman = spec.Podman == PodmanOptions.Default ? null : spec.Podman,
        };
    }

    private Backend BackendOf(BindContext context, TreeNode root) =>
        root.Find("backend")?.Value is { Kind: not NodeKind.Null } node && SpecFields.Backends.TryBind(context, node, out var backend)
            ? backend
            : defaultBackend;

    private static string? Hint(string name, bool isLegacy) => name switch
    {
        "backend" when isLegacy => "\"docker-containers\" means docker: remove it, or rename \"docker-containers\" to \"containers\"",
        LegacyContainers => "a document has either \"containers\" or \"docker-containers\"",
        "apiVersion" or "kind" or "metadata" or "spec" => "a document has either \"containers\", or apiVersion, kind, metadata and spec",
        _ => EncryptedValues.HintOf(name),
    };
}
