namespace OciReconciler.UnitTests;

/// <summary>The checkout whose tests run.</summary>
internal static class Repository
{
    /// <summary>Its absolute path.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file of it as text.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "OciReconciler.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests run outside their repository.");
        return directory;
    }
}
