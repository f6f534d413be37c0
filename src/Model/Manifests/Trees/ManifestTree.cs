namespace OciReconciler.Model.Manifests.Trees;

/// <summary>The files of a repository to manifests. Pure; any thread.</summary>
public static class ManifestTree
{
    /// <summary>Renders the manifests: every <c>*.json</c> below the source's path.</summary>
    /// <param name="source">The source's name, for messages.</param>
    /// <param name="files">All files below the source's path.</param>
    public static RenderedTree Render(string source, IReadOnlyList<TreeFile> files, ParseContext context)
    {
        var contents = files.ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);
        var with = context with { FindFile = path => contents.TryGetValue(path, out var content) ? content : null };
        return new RenderedTree(
            [
                .. files.Where(file => file.Path.EndsWith(".json", StringComparison.Ordinal))
                    .Select(file => ManifestParser.Parse($"{source}:{file.Path}", file.Content, with)),
            ],
            []);
    }
}
