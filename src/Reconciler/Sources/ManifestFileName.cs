namespace OciReconciler.Sources;

/// <summary>Which names in a manifest directory count.</summary>
internal static class ManifestFileName
{
    /// <summary>True for *.json, except hidden files and what editors leave beside a file.</summary>
    public static bool Counts(string name) =>
        name.EndsWith(".json", StringComparison.Ordinal) && name[0] is not ('.' or '#' or '~');
}
