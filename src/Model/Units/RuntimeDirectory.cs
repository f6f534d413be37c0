using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Units;

/// <summary>The directory in /run that some units have of their own. Pure.</summary>
public static class RuntimeDirectory
{
    /// <summary>Name of podman's container id file in it.</summary>
    public const string IdFile = "ctr-id";

    /// <summary>Its name; null when the workload's unit has none.</summary>
    public static string? Of(WorkloadSpec spec) =>
        spec.Backend == Backend.Podman && EngineArguments.Podman(spec).NeedsRuntimeDirectory ? spec.Key.Name : null;
}
