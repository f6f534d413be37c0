namespace OciReconciler.UnitTests.Manifests;

/// <summary>The files of manifests/, as they are in the repository.</summary>
public static class SampleFiles
{
    private const string Prefix = "manifests/";

    /// <summary>All of them, by name.</summary>
    internal static IReadOnlyDictionary<string, string> All { get; } = typeof(SampleFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..], Read, StringComparer.Ordinal);

    /// <summary>All but the schema.</summary>
    public static TheoryData<string> Manifests => [.. All.Keys.Where(name => name is not "schema.json")];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(SampleFiles).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
