using System.Collections.Immutable;
using System.Text.Json;
using OciReconciler.Files;
using OciReconciler.Model.Desired;
using OciReconciler.Model.Text;
using OciReconciler.Model.Workloads;

namespace OciReconciler.State;

/// <summary>
/// The last good versions on disk, one file a workload, so that a broken manifest, a restart of the controller or of the host stops
/// nothing. Not thread-safe: used under the desired store's lock. A disk that fails is told in <see cref="Problems"/>, and what is in
/// memory goes on.
/// </summary>
internal sealed class LastValidRevisions(string directory, ManifestFunctions rules, StateFiles state)
{
    private const string Suffix = ".json";
    private const int WrittenOneByOne = 8;
    private const int WrittenTogether = 32;

    private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly HashSet<WorkloadKey> _unsaved = [];
    private ImmutableDictionary<WorkloadKey, LastValidRevision> _versions = ImmutableDictionary<WorkloadKey, LastValidRevision>.Empty;

    /// <summary>All last good versions. Any thread may read them.</summary>
    public ImmutableDictionary<WorkloadKey, LastValidRevision> Versions => _versions;

    /// <summary>What is wrong on disk and what to do.</summary>
    public ImmutableArray<string> Problems => [.. _problems.Values, .. state.Problems];

    /// <summary>Reads what is on disk, once, at the start. A file that cannot be read is reported, skipped and left alone; one that is damaged is set aside.</summary>
    /// <param name="readOnly">For commands that only look: nothing is made or tidied.</param>
    public void Load(bool readOnly = false)
    {
        try
        {
            if (!readOnly)
            {
                StateDirectory.MakePrivate(directory);
                AtomicFile.RemoveLeftovers(directory);
            }

            foreach (var (key, path) in WorkloadFiles.In(directory, Suffix))
                LoadOne(key, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _problems[directory] = $"{directory} cannot be used: {Sentences.Ended(error.Message)} Last good versions are not kept over a restart. "
                + "Make it a directory that the controller can write.";
        }
    }

    /// <summary>Keeps these versions. Those that are on disk already are not written again.</summary>
    public void Save(IReadOnlyCollection<LastValidRevision> versions)
    {
        var changed = versions.Where(version => !(_versions.TryGetValue(version.Key, out var known) && known.Matches(version) && !_unsaved.Contains(version.Key))).ToList();
        _versions = _versions.SetItems(changed.Select(version => KeyValuePair.Create(version.Key, version)));
        Write(changed);
    }

    /// <summary>Whether something is in memory alone.</summary>
    public bool HasUnsaved => _unsaved.Count > 0;

    /// <summary>Writes what could not be written.</summary>
    public void Retry()
    {
        Write([.. _unsaved.Where(_versions.ContainsKey).Select(key => _versions[key])]);
    }

    /// <summary>Forgets a workload that was removed.</summary>
    public void Remove(WorkloadKey key)
    {
        if (!_versions.ContainsKey(key))
            return;
        _versions = _versions.Remove(key);
        if (Note(key, Failure(() => File.Delete(PathOf(key)))))
            Sync();
        _unsaved.Remove(key);
    }

    private void LoadOne(WorkloadKey key, string path)
    {
        try
        {
            if (state.Read(path, bytes => Deserialize(key, path, bytes)) is { } version)
                _versions = _versions.SetItem(key, version);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _problems[path] = $"{path} cannot be read: {Sentences.Ended(error.Message)} It is skipped and left as it is. "
                + "Once the workload's manifest is valid it is written anew.";
        }
    }

    // Each waits for the disk, and one file may declare thousands: many wait together.
    private void Write(List<LastValidRevision> versions)
    {
        var failures = new Exception?[versions.Count];
        if (versions.Count <= WrittenOneByOne)
            Enumerable.Range(0, versions.Count).ToList().ForEach(WriteOne);
        else
            Parallel.For(0, versions.Count, new ParallelOptions { MaxDegreeOfParallelism = WrittenTogether }, WriteOne);
        var written = false;
        foreach (var (version, failure) in versions.Zip(failures))
            written |= Note(version.Key, failure);
        if (written)
            Sync();

        void WriteOne(int index) => failures[index] = Failure(() => AtomicFile.WriteDurably(PathOf(versions[index].Key), Serialize(versions[index])));
    }

    private static Exception? Failure(Action change)
    {
        try
        {
            change();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error;
        }
    }

    private bool Note(WorkloadKey key, Exception? failure)
    {
        string path = PathOf(key);
        if (failure is null)
        {
            _problems.Remove(path);
            _unsaved.Remove(key);
            return true;
        }

        _unsaved.Add(key);
        _problems[path] = $"{path} cannot be changed: {Sentences.Ended(failure.Message)} The last good version of {key} is not kept over a restart. "
            + "Free space there, or make it writable.";
        return false;
    }

    private void Sync()
    {
        try
        {
            AtomicFile.SyncDirectory(directory);
            _problems.Remove(directory);
        }
        catch (IOException error)
        {
            _problems[directory] = $"{Sentences.Ended(error.Message)} A power cut may lose the newest last good versions. Check the disk.";
        }
    }

    private string PathOf(WorkloadKey key) => WorkloadFiles.PathOf(directory, key, Suffix);

    private static byte[] Serialize(LastValidRevision version)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("source", version.Source);
            writer.WriteString("file", version.File);
            writer.WritePropertyName("manifest");
            writer.WriteRawValue(version.Document);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private LastValidRevision? Deserialize(WorkloadKey key, string path, byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        string source = Text(document.RootElement, "source");
        string file = Text(document.RootElement, "file");
        string manifest = document.RootElement.GetProperty("manifest").GetRawText();
        var version = rules.Accepted(file, System.Text.Encoding.UTF8.GetBytes(manifest));
        if (version.Damage is { } damage)
            throw new InvalidDataException(damage);
        if (version.Workload is not { } workload)
        {
            _problems[path] = $"{path} was written by another version of the controller: {version.Unknown!.Path}: {Sentences.Ended(version.Unknown.Message)} "
                + "It is left as it is. What runs of that workload is not touched while its manifest cannot be read either.";
            return null;
        }

        if (workload.Key != key)
            throw new InvalidDataException($"it holds workload {workload.Key}, not the one it is named after");
        // Written anew, since another version of the controller may write another canonical form; what is not understood is kept to the letter.
        string canonical = version.Unknown is null ? rules.Write(workload.Spec, workload.MetadataLabels) : manifest + "\n";
        return new LastValidRevision(workload.Spec, workload.MetadataLabels, canonical, source, file) { Refusal = Refusal.Of(version) };
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new InvalidDataException($"{name} is null");
}
