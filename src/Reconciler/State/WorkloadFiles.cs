using System.Collections.Concurrent;
using OciReconciler.Files;

namespace OciReconciler.State;

/// <summary>The one place where a key becomes a path, and the name of a file a key.</summary>
internal static class WorkloadFiles
{
    /// <summary>The file of a workload.</summary>
    /// <param name="suffix">What follows the workload's name.</param>
    public static string PathOf(string directory, WorkloadKey key, string suffix) => Path.Combine(directory, key.Name + suffix);

    /// <summary>
    /// Whatever is named after workloads, in order of name; anything else there is somebody else's. A directory that is not there has
    /// none. Throws IOException or UnauthorizedAccessException.
    /// </summary>
    public static IEnumerable<(WorkloadKey Key, string Path)> In(string directory, string suffix)
    {
        if (!Directory.Exists(directory))
            yield break;
        foreach (var path in Directory.GetFileSystemEntries(directory, "*" + suffix).Order(StringComparer.Ordinal))
        {
            if (WorkloadKey.TryParse(Path.GetFileName(path)[..^suffix.Length]) is { } key)
                yield return (key, path);
        }
    }
}

/// <summary>
/// A directory with one file a workload. Files are replaced whole; those that are damaged are set aside; those that could not be written
/// are remembered, so that their owner tries again and reports the first failure alone. Thread-safe.
/// </summary>
/// <param name="directory">Where the files lie.</param>
/// <param name="format">How a value lies in a file.</param>
/// <param name="state">Reads, and sets aside what is damaged.</param>
internal sealed class WorkloadFiles<T>(string directory, FileFormat<T> format, StateFiles state)
    where T : class
{
    private const int WrittenOneByOne = 8;
    private const int WrittenTogether = 32;

    private readonly ConcurrentDictionary<WorkloadKey, bool> _unsaved = new();

    /// <summary>Where the files lie.</summary>
    public string Directory => directory;

    /// <summary>Whether the directory is there.</summary>
    public bool Exists => System.IO.Directory.Exists(directory);

    /// <summary>Workloads whose file could not be written when that was tried last.</summary>
    public IEnumerable<WorkloadKey> Unsaved => _unsaved.Keys;

    /// <summary>Whether any file could not be written.</summary>
    public bool HasUnsaved => !_unsaved.IsEmpty;

    /// <summary>Whether the file of a workload could not be written.</summary>
    public bool IsUnsaved(WorkloadKey key) => _unsaved.ContainsKey(key);

    /// <summary>The file of a workload.</summary>
    public string PathOf(WorkloadKey key) => WorkloadFiles.PathOf(directory, key, format.Suffix);

    /// <summary>Whether a workload has a file.</summary>
    public bool Has(WorkloadKey key) => File.Exists(PathOf(key));

    /// <summary>Whatever is named after workloads: see <see cref="WorkloadFiles.In"/>.</summary>
    public IEnumerable<WorkloadKey> Named() => WorkloadFiles.In(directory, format.Suffix).Select(file => file.Key);

    /// <summary>Workloads that have a file. A directory that is not there, or may not be listed, has none.</summary>
    public IReadOnlySet<WorkloadKey> Keys()
    {
        try
        {
            return Named().Where(Has).ToHashSet();
        }
        catch (Exception failure) when (failure is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // It was removed meanwhile, or is for root alone to see: the commands of others go on without.
            return new HashSet<WorkloadKey>();
        }
    }

    /// <summary>What the file of a workload says, or null when it is not there, damaged, or cannot be read.</summary>
    public T? TryRead(WorkloadKey key) => state.TryRead(PathOf(key), bytes => format.Parse(key, bytes), format.MaxBytes);

    /// <summary>Reads all files, once, at the start.</summary>
    /// <param name="readOnly">For read-only commands: the directory is not made, and what killed writers left stays.</param>
    /// <param name="take">Gets what a file says.</param>
    /// <param name="fail">Gets a file, or the directory, that cannot be read, and why. It is left as it is.</param>
    public void Load(bool readOnly, Action<WorkloadKey, T> take, Action<string, Exception> fail)
    {
        try
        {
            if (!readOnly)
            {
                StateDirectory.MakePrivate(directory);
                AtomicFile.RemoveLeftovers(directory);
            }

            foreach (var key in Named())
                LoadOne(key, take, fail);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fail(directory, error);
        }
    }

    /// <summary>Whether the file of a workload has exactly this value.</summary>
    public bool HasValue(WorkloadKey key, T value) =>
        RegularFile.TryReadAllBytes(PathOf(key)) is { } bytes && bytes.AsSpan().SequenceEqual(format.Serialize(value));

    /// <summary>Writes the file of a workload. Throws IOException or UnauthorizedAccessException.</summary>
    public void Write(WorkloadKey key, T value) => format.Replace(PathOf(key), format.Serialize(value));

    /// <summary>As <see cref="Write"/>, for what is tried again later.</summary>
    /// <returns>Why it could not be written, or null.</returns>
    public SaveFailure? TrySave(WorkloadKey key, T value) => Try(key, _ => Write(key, value));

    /// <summary>Writes several files. Each waits for the disk, and one manifest may declare thousands: many wait together.</summary>
    public IReadOnlyList<(WorkloadKey Key, SaveFailure? Failure)> TrySave(IReadOnlyList<(WorkloadKey Key, T Value)> files)
    {
        var failures = new SaveFailure?[files.Count];
        if (files.Count <= WrittenOneByOne)
            Enumerable.Range(0, files.Count).ToList().ForEach(WriteOne);
        else
            Parallel.For(0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = WrittenTogether }, WriteOne);
        return [.. files.Select((file, index) => (file.Key, failures[index]))];

        void WriteOne(int index) => failures[index] = TrySave(files[index].Key, files[index].Value);
    }

    /// <summary>Deletes the file of a workload. Throws IOException or UnauthorizedAccessException.</summary>
    public void Delete(WorkloadKey key) => File.Delete(PathOf(key));

    /// <summary>Deletes the file of a workload that is gone; it is not tried again.</summary>
    /// <returns>Why it could not be deleted, or null.</returns>
    public SaveFailure? TryDelete(WorkloadKey key)
    {
        var failure = Try(key, File.Delete);
        _unsaved.TryRemove(key, out _);
        return failure;
    }

    private void LoadOne(WorkloadKey key, Action<WorkloadKey, T> take, Action<string, Exception> fail)
    {
        try
        {
            if (state.Read(PathOf(key), bytes => format.Parse(key, bytes), format.MaxBytes) is { } value)
                take(key, value);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fail(PathOf(key), error);
        }
    }

    private SaveFailure? Try(WorkloadKey key, Action<string> change)
    {
        try
        {
            change(PathOf(key));
            _unsaved.TryRemove(key, out _);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new SaveFailure(PathOf(key), error.Message, IsFirst: _unsaved.TryAdd(key, true));
        }
    }
}

/// <summary>A file that could not be written or deleted.</summary>
/// <param name="IsFirst">False: it could not be when that was tried before, either.</param>
internal sealed record SaveFailure(string Path, string Message, bool IsFirst);
