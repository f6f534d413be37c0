using System.Runtime.CompilerServices;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>Declarations as last valid revisions: each is written as a document once, for as long as its source hands it on.</summary>
/// <param name="rules">Functions of the model.</param>
internal sealed class RevisionCache(ManifestFunctions rules)
{
    private readonly ConditionalWeakTable<DeclaredWorkload, LastValidRevision> _known = [];

    /// <summary>The revision that a source declares.</summary>
    public LastValidRevision Of(string source, DeclaredWorkload workload)
    {
        if (_known.TryGetValue(workload, out var known) && known.Source == source)
            return known;
        var document = rules.Write(workload.Spec, workload.MetadataLabels);
        var lastValid = new LastValidRevision(new Revision(workload.Spec, document), source, workload.File);
        _known.AddOrUpdate(workload, lastValid);
        return lastValid;
    }
}
