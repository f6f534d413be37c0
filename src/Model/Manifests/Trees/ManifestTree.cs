namespace OciReconciler.Model.Manifests.Trees;

/// <summary>The files of a repository to manifests. Pure; any thread.</summary>
public static class ManifestTree
{
    /// <summary>
    /// Renders the manifests for one host: every <c>*.json</c> below the source's path, with the patches of <c>overlays/</c> and the
    /// values of <c>hosts/NAME.json</c> in it. Documents for other hosts are not looked into: what is wrong with them is said there.
    /// </summary>
    /// <param name="source">The source's name, for messages.</param>
    /// <param name="files">All files below the source's path.</param>
    public static RenderedTree Render(string source, IReadOnlyList<TreeFile> files, ParseContext context) =>
        Render(files, path => $"{source}:{path}", context);

    /// <summary>
    /// As <see cref="Render(string, IReadOnlyList{TreeFile}, ParseContext)"/>, with names of files as the caller has them.
    /// </summary>
    /// <param name="nameOf">Path to the name for messages.</param>
    public static RenderedTree Render(IReadOnlyList<TreeFile> files, Func<string, string> nameOf, ParseContext context) =>
        new TreeRendering(files, nameOf, context).Render();

    /// <summary>The hosts that <c>hosts/</c> has files of, in order.</summary>
    public static ImmutableSortedSet<string> Hosts(IEnumerable<TreeFile> files) =>
        files.Select(file => TreePaths.HostOf(file.Path)).OfType<string>().ToImmutableSortedSet(StringComparer.Ordinal);
}
