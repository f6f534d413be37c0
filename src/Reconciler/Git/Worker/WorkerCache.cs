using System.Text;
using OciReconciler.Files;

namespace OciReconciler.Git.Worker;

/// <summary>
/// The worker's directory on disk: a bare repository that is thrown away and fetched anew when it is for something else, is damaged or has
/// grown; nothing in it is the only copy of anything.
/// </summary>
internal sealed class WorkerCache(WorkerPaths paths, long maxBytes)
{
    // Each fetch leaves packs, which nothing merges.
    private const int MostPacks = 300;
    private const int MostFetches = 4;

    /// <summary>Bytes of the repository.</summary>
    public long Bytes => Files("*").Sum(LengthOf);

    /// <summary>Makes what every program needs, and removes what a killed one left.</summary>
    public void Prepare()
    {
        Remove(paths.Temporary);
        foreach (var directory in new[] { paths.Home, paths.Empty, paths.Temporary })
            StateDirectory.MakePrivate(directory);
        File.WriteAllText(paths.Configuration, GitSettings.ConfigurationFile);
        // A lock of a git that was killed would refuse all that come after it.
        foreach (var left in Files("*.lock").Concat(Files("tmp_*")).ToArray())
            File.Delete(left);
    }

    /// <summary>Whether there is a repository for this, and not too large; one that is not is removed.</summary>
    /// <param name="purpose">What it is for.</param>
    public bool Has(string purpose)
    {
        var isFine = RegularFile.TryReadAllBytes(paths.Mark) is { } mark
            && mark.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(purpose))
            && Files("*.pack").Count() <= MostPacks
            && Bytes <= MostFetches * maxBytes;
        if (!isFine)
            Clear();
        return isFine;
    }

    /// <summary>Whether there is a repository of this address, whatever becomes of it next.</summary>
    public bool IsOf(string url) =>
        RegularFile.TryReadAllBytes(paths.Mark) is { } mark && mark.AsSpan().EndsWith(Encoding.UTF8.GetBytes($" {url}"));

    /// <summary>The repository was made, and is for this.</summary>
    public void Mark(string purpose) => File.WriteAllText(paths.Mark, purpose);

    /// <summary>Whether histories are fetched with all contents.</summary>
    public bool IsWhole => File.Exists(paths.Whole);

    /// <summary>From now on they are.</summary>
    public void MarkWhole() => File.WriteAllText(paths.Whole, "");

    /// <summary>Removes the repository.</summary>
    public void Clear()
    {
        File.Delete(paths.Whole);
        File.Delete(paths.Mark);
        Remove(paths.Repository);
    }

    private IEnumerable<string> Files(string pattern) => Directory.Exists(paths.Repository)
        ? Directory.EnumerateFiles(paths.Repository, pattern, new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true,
        })
        : [];

    // git removes its temporary files meanwhile.
    private static long LengthOf(string path)
    {
        try
        {
            return new FileInfo(path).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
