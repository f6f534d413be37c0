using OciReconciler.Configuration;
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
        Store = new DesiredStore(Names(options), state.LastValid, state.Rules, guard);
        Settings = new HostSettingsSource(() => environment.Systemd.Info.MajorVersion, environment.Settings);
        Views = new DesiredViews(() => Store.Current, () => state.Records.Rollbacks, () => Settings.Current, environment.FindUser);
    }

    /// <summary>The sources that come before one in the configuration: what they declare is theirs.</summary>
    public static IReadOnlySet<string> NamesBefore(string source, ReconcilerOptions options) =>
        Names(options).TakeWhile(name => name != source).ToHashSet(StringComparer.Ordinal);

    public DesiredStore Store { get; }

    public HostSettingsSource Settings { get; }

    public DesiredViews Views { get; }

    private static IEnumerable<string> Names(ReconcilerOptions options) =>
        options.AllSources.Select(source => source.Git?.Name ?? ManifestDirectorySource.Normalize(source.Directory!));
}
