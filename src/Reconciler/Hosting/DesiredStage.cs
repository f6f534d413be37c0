using OciReconciler.Desired;
using OciReconciler.Host;
using OciReconciler.Sources;
using OciReconciler.Threading;

namespace OciReconciler.Hosting;

/// <summary>Second stage: manifests, and what they desire.</summary>
internal sealed class DesiredStage
{
    public DesiredStage(CompositionContext context, StateStage state)
    {
        var (options, environment) = (context.Options, context.Environment);
        var scanning = new ScanOptions { Period = TimeSpan.FromSeconds(options.RescanSeconds) };
        Sources = [.. options.Manifests.Select(directory => environment.Source(directory, state.Rules, scanning, state.History))];
        var grace = options.AllowMassRemoval ? (TimeSpan?)null : TimeSpan.FromSeconds(options.MassRemovalGraceSeconds);
        var guard = new RemovalGuard(grace, context.Time);
        Store = new DesiredStore(Sources.Select(source => source.Name), state.LastValid, state.Rules, guard);
        Settings = new HostSettingsSource(() => environment.Systemd.Info.MajorVersion, environment.Settings);
        Views = new DesiredViews(() => Store.Current, () => state.Records.Rollbacks, () => Settings.Current, environment.FindUser);
    }

    public IReadOnlyList<IManifestSource> Sources { get; }

    public DesiredStore Store { get; }

    public HostSettingsSource Settings { get; }

    public DesiredViews Views { get; }
}
