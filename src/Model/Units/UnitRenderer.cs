using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Units;

/// <summary>Renders a spec into the unit that NixOS's oci-containers module would make of it. Pure.</summary>
public static class UnitRenderer
{
    /// <summary>Renders <paramref name="spec"/>.</summary>
    /// <param name="spec">A validated spec.</param>
    /// <param name="unitNames">Workload name to full unit name, for dependsOn; a name that is missing gets BACKEND-NAME.service of this spec's backend.</param>
    /// <param name="settings">What of the host enters.</param>
    public static UnitDefinition Render(WorkloadSpec spec, IReadOnlyDictionary<string, string> unitNames, RenderSettings settings) =>
        throw new NotSupportedException($"{spec.Key}{unitNames.Count}{settings.SystemdVersion}");
}
