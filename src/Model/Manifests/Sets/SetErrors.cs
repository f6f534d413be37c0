namespace OciReconciler.Model.Manifests.Sets;

/// <summary>Where errors across files are reported.</summary>
internal static class SetErrors
{
    public static ManifestError At(DeclaredWorkload workload, string message, bool isWarning = false) =>
        new(workload.File, workload.Line, workload.Path, message, isWarning);

    public static string Place(DeclaredWorkload workload) => $"{workload.File}:{workload.Line}";
}
