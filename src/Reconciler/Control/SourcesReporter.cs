using OciReconciler.Desired;
using OciReconciler.Reporting;

namespace OciReconciler.Control;

/// <summary>Publishes what the sources say whenever it may be another. Thread-safe.</summary>
internal sealed class SourcesReporter(DesiredStore store, SourcesWriter writer)
{
    /// <summary>Publishes what the sources say now.</summary>
    public void Publish() => writer.Publish(() => store.Current.Report);

    /// <summary>Writes last valid versions that could not be written.</summary>
    public void SaveUnsaved()
    {
        if (store.SaveUnsaved())
            Publish();
    }
}
