using OciReconciler.Desired;
using OciReconciler.Host;
using OciReconciler.Sources;

namespace OciReconciler.Hosting;

/// <summary>Second stage: manifests, and what they desire.</summary>
internal sealed class DesiredStage
{
    public DesiredStage(CompositionContext context, StateStage state)
    {
        var (options, environment) = (context.Options, context.Environment);
        var grace = options.AllowMassRemoval ? (TimeSpan?)null : TimeSpan.FromSeconds(options.MassRemovalGraceSeconds);
        var guard = new RemovalGuard(grace, context.Time);
        var names = options.AllSources.Select(source => source.Git?.Name ?? ManifestDirectorySource.Normalize(source.Directory!));
        Store = new DesiredStore(names, state.LastValid, state.Rules, guard);
        Settings = new HostSettingsSource(() => environment.Systemd.Info.MajorVersion, environment.Settings);
        Views = new DesiredViews(() => Store.Current, () => state.Records.Rollbacks, () => Settings.Current, environment.FindUser);
    }

    public DesiredStore Store { get; }

    public HostSettingsSource Settings { get; }

    public DesiredViews Views { get; }
}
