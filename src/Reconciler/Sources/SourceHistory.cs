using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OciReconciler.Files;
using OciReconciler.State;

namespace OciReconciler.Sources;

/// <summary>
/// What is known of manifest directories from earlier: the file system each was last seen on, kept in a file beside the last valid
/// revisions, and which workloads came from which of its files. So a controller that starts on an empty mount point, or in the middle of a
/// deploy, knows that something is missing. Thread-safe.
/// </summary>
/// <param name="declared">Workloads of a directory that have last valid revisions, and their files. Called by the scans' threads.</param>
internal sealed class SourceHistory(string path, Func<string, IEnumerable<(WorkloadKey Key, string File)>> declared, StateFiles state)
{
    private static readonly JsonTypeInfo<ImmutableSortedDictionary<string, FileSystemIdentity>> Json =
        SourceHistoryContext.Default.ImmutableSortedDictionaryStringFileSystemIdentity;

    private readonly Lock _lock = new();
    private ImmutableSortedDictionary<string, FileSystemIdentity>? _seen;
    private bool _isUnsaved;
    private bool _isLost;

    /// <summary>What to do to have a directory taken as it is.</summary>
    public string HowToForget => $"remove {path} and restart the controller to accept the directory as it is";

    /// <summary>Workloads that a directory declared when it could last be read: earlier, or in files that are broken now.</summary>
    public ImmutableHashSet<WorkloadKey> WorkloadsOf(string directory) => [.. declared(directory).Select(workload => workload.Key)];

    /// <summary>The files that declared them.</summary>
    public IEnumerable<string> FilesOf(string directory) => declared(directory).Select(workload => workload.File);

    /// <summary>
    /// The file system on which a directory was last seen, or null when it never was; <see cref="FileSystemIdentity.Unknown"/> when that
    /// was lost.
    /// </summary>
    public FileSystemIdentity? Find(string directory)
    {
        lock (_lock)
        {
            if (SeenLocked().GetValueOrDefault(directory) is { } identity)
                return identity;
            if (!_isLost)
                return null;
            // That it was lost is written, so that the next process knows it too: this directory may be an empty mount point.
            _seen = SeenLocked().SetItem(directory, FileSystemIdentity.Unknown);
            _ = SaveLocked();
            return FileSystemIdentity.Unknown;
        }
    }

    /// <summary>Remembers on which file system a directory is.</summary>
    /// <returns>Why that cannot be kept over a restart and what to do, or null.</returns>
    public string? Record(string directory, FileSystemIdentity identity)
    {
        lock (_lock)
        {
            if (SeenLocked().GetValueOrDefault(directory) == identity && !_isUnsaved)
                return null;
            _seen = SeenLocked().SetItem(directory, identity);
            return SaveLocked();
        }
    }

    private string? SaveLocked()
    {
        try
        {
            PrivateFile.WriteAndSync(path, JsonSerializer.SerializeToUtf8Bytes(_seen!, Json));
            _isUnsaved = false;
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next scan writes it; the memory of this process is whole.
            _isUnsaved = true;
            return $"{path} cannot be written: {Sentences.Ended(failure.Message)} After a restart an unmounted directory may look emptied. "
                + "Free space there, or make it writable.";
        }
    }

    private ImmutableSortedDictionary<string, FileSystemIdentity> SeenLocked() => _seen ??= Read();

    private ImmutableSortedDictionary<string, FileSystemIdentity> Read()
    {
        var isThere = Path.Exists(path);
        try
        {
            if (state.Read(path, Parse) is { } known)
                return known.WithComparers(StringComparer.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A file that cannot be read is as good as damaged: what it says is not known.
        }

        _isLost = isThere;
        return ImmutableSortedDictionary.Create<string, FileSystemIdentity>(StringComparer.Ordinal);
    }

    private static ImmutableSortedDictionary<string, FileSystemIdentity> Parse(byte[] utf8) =>
        StateJson.Parse(utf8, Json, seen => seen.Values.All(identity => identity is not null));
}

/// <summary>Source-generated, for NativeAOT.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, FileSystemIdentity>))]
internal sealed partial class SourceHistoryContext : JsonSerializerContext;
