namespace OciReconciler.Sources;

/// <summary>Which names in a manifest directory count.</summary>
internal static class ManifestFileName
{
    private const string Suffix = ".json";
    private const string MadeByMkfs = "lost+found";

    // Editors, package managers and people put files with these endings aside on purpose.
    private static readonly string[] PutAside =
    [
        ".bak", ".old", ".orig", ".save", ".swp", ".tmp", ".disabled",
        ".rpmsave", ".rpmorig", ".rpmnew", ".dpkg-old", ".dpkg-new", ".dpkg-dist", ".dpkg-tmp",
    ];

    /// <summary>True for *.json, except hidden files and what editors leave beside a file.</summary>
    public static bool Counts(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) && !IsHidden(name);

    /// <summary>Why something that may have been meant as a manifest is not read; null when it is read, hidden or put aside.</summary>
    /// <param name="isDirectory">Whether it is a directory, or a link to one.</param>
    public static string? ReasonIgnored(string name, bool isDirectory)
    {
        if (Counts(name) || name == MadeByMkfs || IsHidden(name) || IsPutAside(name))
            return null;
        if (isDirectory)
            return "is a directory, and files in it are not read: move its manifests up, or name it with another --manifests";
        return name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            ? $"is not read, since its name ends in {name[^Suffix.Length..]}: write {Suffix} in lower case"
            : $"is not read, since its name does not end in {Suffix}: rename it if it is a manifest";
    }

    private static bool IsPutAside(string name) =>
        name.EndsWith('~') || PutAside.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static bool IsHidden(string name) => name[0] is '.' or '#' or '~';
}
