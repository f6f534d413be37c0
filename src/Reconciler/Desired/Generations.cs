namespace OciReconciler.Desired;

/// <summary>Counts the documents of each workload, one after the other, from 1. Not thread-safe.</summary>
internal sealed class Generations
{
    private readonly Dictionary<WorkloadKey, (string Document, long Number)> _last = [];

    /// <summary>The number of a document: another one than before when the document is.</summary>
    public long Of(WorkloadKey key, string document)
    {
        var last = _last.GetValueOrDefault(key);
        if (!string.Equals(last.Document, document, StringComparison.Ordinal))
            _last[key] = last = (document, last.Number + 1);
        return last.Number;
    }

    /// <summary>Forgets a workload that is gone.</summary>
    public void Forget(WorkloadKey key) => _last.Remove(key);
}
