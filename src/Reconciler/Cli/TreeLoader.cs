using OciReconciler.Configuration;
using OciReconciler.Host;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.Cli;

/// <summary>Working directories of repositories, rendered for hosts as the controller would there.</summary>
internal sealed class TreeLoader
{
    private const int NamedHosts = 3;

    private readonly ImmutableArray<(string Path, TreeDirectory Tree)> _trees;
    private readonly ReconcilerOptions _options;

    /// <summary>Reads them.</summary>
    /// <param name="paths">Directories; together they are all that a host has.</param>
    /// <param name="options">Labels and values of <c>node</c> are those of each host.</param>
    public TreeLoader(IReadOnlyList<string> paths, ReconcilerOptions options)
    {
        var mostFiles = options.GitSources.Select(source => source.MaxFiles).DefaultIfEmpty(new GitSourceOptions().MaxFiles).Max();
        _trees = [.. paths.Distinct(StringComparer.Ordinal).Select(path => (path, TreeDirectory.Read(path, mostFiles)))];
        _options = options;
    }

    /// <summary>The hosts that have files in <c>hosts/</c>.</summary>
    public ImmutableSortedSet<string> Hosts =>
        _trees.SelectMany(tree => ManifestTree.Hosts(tree.Tree.Files)).ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>What a host would get.</summary>
    /// <param name="host">Its name; empty: a host that no file of the repository is about.</param>
    /// <param name="labels">Of the host, beside its name and what the options have.</param>
    public LoadedManifests Load(string host, ImmutableSortedDictionary<string, string> labels)
    {
        var facts = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        if (host.Length > 0)
            facts = facts.Add(HostFacts.Hostname, host);
        var node = _options.Node with { Name = host, Labels = _options.Node.Labels.SetItems(labels) };
        var context = new ParseContext(_options.Backend) { Node = HostNode.Of(node, facts) };
        var rendered = _trees
            .Select(tree => ManifestTree.Render(tree.Tree.Files, path => Path.Combine(tree.Path, path), context))
            .ToImmutableArray();
        ImmutableArray<ManifestFile> files = [.. rendered.SelectMany(tree => tree.Files)];
        // A workload of another source may be depended on.
        var across = ManifestSet.Check([.. files.Where(file => file.IsValid)], unknownDependencyIsError: false);
        return new LoadedManifests(
            files,
            [
                .. _trees.SelectMany(tree => tree.Tree.Problems), .. rendered.SelectMany(tree => tree.Errors),
                .. files.SelectMany(file => file.Errors), .. across,
            ])
        {
            Unselected = [.. rendered.SelectMany(tree => tree.Unselected)],
        };
    }

    /// <summary>The messages of several hosts, each once: what is not of all says of which.</summary>
    public static IEnumerable<ManifestError> Together(IReadOnlyList<(string Host, ImmutableArray<ManifestError> Messages)> hosts) =>
        hosts.SelectMany(host => host.Messages.Distinct().Select(message => (message, host.Host)))
            .GroupBy(pair => pair.message, pair => pair.Host)
            .Select(group => group.Count() == hosts.Count
                ? group.Key
                : group.Key with { Message = $"{group.Key.Message} (for {Named([.. group])})" });

    private static string Named(IReadOnlyList<string> hosts) =>
        string.Join(", ", hosts.Take(NamedHosts)) + (hosts.Count > NamedHosts ? $" and {hosts.Count - NamedHosts} more" : "");
}
