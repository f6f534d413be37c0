using OciReconciler.Desired;
using OciReconciler.Reporting;
using OciReconciler.Sources;

namespace OciReconciler.Control;

/// <summary>Publishes what the sources say whenever it may be another. Thread-safe.</summary>
/// <param name="stateDirectory">Where the controller keeps its state.</param>
/// <param name="git">What a git source says of itself, by its name; null: it is a directory.</param>
internal sealed class SourcesReporter(
    DesiredStore store, SourcesWriter writer, string stateDirectory, Func<string, GitSourceReport?> git)
{
    /// <summary>What the sources say now.</summary>
    public SourcesReport Current
    {
        get
        {
            var report = store.Current.Report;
            return report with
            {
                Sources = [.. report.Sources.Select(source => source with { Git = git(source.Path) })],
                StateDirectory = Path.GetFullPath(stateDirectory),
            };
        }
    }

    /// <summary>Publishes what the sources say now.</summary>
    public void Publish() => writer.Publish(() => Current);

    /// <summary>Writes last valid versions that could not be written.</summary>
    public void SaveUnsaved()
    {
        if (store.SaveUnsaved())
            Publish();
    }
}
