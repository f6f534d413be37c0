namespace OciReconciler.Model.Units;

/// <summary>
/// The directory in /run that some units have of their own: systemd gives one that is there to the unit's user, and removes it when the
/// unit stops. Pure.
/// </summary>
public static class RuntimeDirectory
{
    /// <summary>Name of podman's container id file in it.</summary>
    public const string IdFile = "ctr-id";

    /// <summary>
    /// Name of an empty directory in it, which systemd makes with it and which tells that the unit made it: it may outlive the unit's run
    /// (RuntimeDirectoryPreserve= of a drop-in, a unit whose file was removed), and has no id file then.
    /// </summary>
    public const string Mark = ".oci-reconciler";

    /// <summary>Its name; null when the workload's unit has none.</summary>
    public static string? Of(WorkloadSpec spec) =>
        spec.Backend == Backend.Podman && EngineArguments.Podman(spec).NeedsRuntimeDirectory ? spec.Key.Name : null;

    /// <summary>RuntimeDirectory= of a unit that has it.</summary>
    public static ImmutableArray<string> Settings(string name) => [name, $"{name}/{Mark}"];

    /// <summary>
    /// AssertPathExists= of such a unit, of which one has to hold: it is not there, or is the unit's own. systemd checks it before it makes
    /// the directory, whoever starts the unit and whether the controller runs or not.
    /// </summary>
    public static ImmutableArray<string> Assertions(string name) => [$"|!/run/{name}", $"|/run/{name}/{Mark}", $"|/run/{name}/{IdFile}"];
}
