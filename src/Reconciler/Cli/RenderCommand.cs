using OciReconciler.Configuration;
using OciReconciler.Host;
using OciReconciler.Hosting;
using OciReconciler.Model.Units;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary><c>render</c>: what systemd would be given, on this host or on the one that is named.</summary>
internal static class RenderCommand
{
    public static int Run(IReadOnlyList<string> paths, string? config, HostArguments hosts, bool asJson)
    {
        var options = OptionsLoader.Load(config);
        var loaded = hosts.Host is { } host
            ? new TreeLoader(paths, options).Load(host, hosts.Labels)
            : ManifestLoader.Load(paths, Composition.Parsing(options, HostFacts.OfThisHost()));
        loaded.PrintMessages();
        if (hosts.Host is { } name)
            LoadedManifests.PrintMessages(UncheckedDocuments.Undecided(name, loaded.Unselected));
        loaded.PrintElsewhere();
        if (loaded.HasErrors)
            return ExitCodes.Wrong;
        var settings = HostSettings.Read(systemdVersion: 0);
        var names = loaded.Workloads.ToImmutableSortedDictionary(
            workload => workload.Key.Name, workload => UnitNames.Of(workload.Spec), StringComparer.Ordinal);
        var units = loaded.Workloads.Select(workload => (workload.Spec, Unit: Render(workload.Spec))).ToList();
        if (asJson)
            TerminalWriter.Output.WriteJson(UnitDocument.ToJson(units.Select(entry => UnitDocument.From(entry.Spec, entry.Unit))));
        else
            TerminalWriter.Output.WriteText(UnitFileText.FormatAll(units.Select(entry => entry.Unit)));
        return ExitCodes.Fine;

        UnitDefinition Render(WorkloadSpec spec) =>
            UnitRenderer.Render(spec, names, settings, spec.RootlessUser is { } user ? HostUsers.Find(user) : null);
    }
}
