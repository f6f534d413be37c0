using OciReconciler.Model.Units;

namespace OciReconciler.Model.Workloads;

/// <summary>Canonical digests: the only equality that drift uses. Each is 16 lower-case hex digits of SHA-256 over canonical JSON.</summary>
public static class SpecHash
{
    /// <summary>Digest of the fields that reach the unit, the dependencies as resolved unit names among them. Another digest replaces the workload.</summary>
    /// <param name="spec">A validated spec.</param>
    /// <param name="unitNames">As for <see cref="UnitRenderer.Render"/>.</param>
    public static string Definition(WorkloadSpec spec, IReadOnlyDictionary<string, string> unitNames) =>
        throw new NotSupportedException($"{spec.Key}{unitNames.Count}");

    /// <summary>Digest of what lies outside the spec: content digests of imageFile and environmentFiles by path, and the image's id.</summary>
    public static string Inputs(string imageId, IReadOnlyDictionary<string, string> fileDigests) =>
        throw new NotSupportedException($"{imageId}{fileDigests.Count}");

    /// <summary>Digest of how we render: the renderer's revision and the settings that enter.</summary>
    public static string RenderVersion(RenderSettings settings) => throw new NotSupportedException($"{settings.SystemdVersion}");
}
