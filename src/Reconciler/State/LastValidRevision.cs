using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Documents;

namespace OciReconciler.State;

/// <summary>The last revision of a workload whose manifest had no error.</summary>
/// <param name="Source">The source it came from.</param>
/// <param name="File">The file it came from.</param>
internal sealed record LastValidRevision(Revision Revision, string Source, string File)
{
    /// <summary>The workload.</summary>
    public WorkloadKey Key => Revision.Key;

    /// <summary>As a declaration, for checks across files.</summary>
    public DeclaredWorkload Declare() => new(Revision.Spec, File, 1, $"(last valid version of {Key})");
}
