using OciReconciler.Configuration;
using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Reporting;
using OciReconciler.State;
using OciReconciler.Units;

namespace OciReconciler.Hosting;

/// <summary>The controller's own files, as they are to be when it starts.</summary>
internal sealed class StartupFiles(
    ReconcilerOptions options, PublishedFiles files, StateFiles state, DesiredViews views, ITransientUnitFiles unitFiles)
{
    public void Prepare()
    {
        files.Write(options.StatusDirectory, StateDirectory.MakePublic);
        // What an earlier controller published counts no more; but where it is damaged, something is wrong with the disk.
        _ = SettingsFile.Read(options.SettingsFile, state);
        _ = SourcesWriter.Read(options.SourcesFile, state);
        files.Write(options.SettingsFile, path => SettingsFile.Write(path, views.Current.Settings));
        unitFiles.CorrectAll();
    }
}
