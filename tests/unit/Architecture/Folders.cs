namespace OciReconciler.UnitTests.Architecture;

/// <summary>Namespaces and the folders of their sources, relative to the repository.</summary>
internal static class Folders
{
    private const string Root = "OciReconciler";

    /// <summary>Every C# file of the program.</summary>
    public static IReadOnlyList<string> Sources { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file)).Where(file => file.Split('/')[2] is not ("obj" or "bin")),
    ];

    /// <summary>OciReconciler.Model.Text lies in src/Model/Text, OciReconciler.Engine in src/Reconciler/Engine.</summary>
    public static string Of(string name)
    {
        var path = name == Root ? "" : name[(Root.Length + 1)..].Replace('.', '/');
        return path.Split('/')[0] is "Model" or "DBus" ? $"src/{path}" : $"src/Reconciler/{path}".TrimEnd('/');
    }

    /// <summary>The other way round.</summary>
    public static string NamespaceOf(string folder) =>
        $"{Root}{folder["src".Length..].Replace("/Reconciler", "", StringComparison.Ordinal).Replace('/', '.')}";
}
