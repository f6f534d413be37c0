using System.Collections.Immutable;
using System.Text.Json;
using OciReconciler.Files;
using OciReconciler.Model.Text;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Desired;

/// <summary>
/// The last good versions on disk, one file a workload, so that a broken manifest, a restart of the controller or of the host stops
/// nothing. Not thread-safe: used under the desired store's lock. A disk that fails is told in <see cref="Problems"/>, and what is in
/// memory goes on.
/// </summary>
internal sealed class LastGoodStore(string directory, ManifestRules rules)
{
    private const string Suffix = ".json";

    private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly HashSet<WorkloadKey> _unsaved = [];
    private ImmutableDictionary<WorkloadKey, LastGood> _versions = ImmutableDictionary<WorkloadKey, LastGood>.Empty;

    /// <summary>All last good versions. Any thread may read them.</summary>
    public ImmutableDictionary<WorkloadKey, LastGood> Versions => _versions;

    /// <summary>What is wrong on disk and what to do.</summary>
    public ImmutableArray<string> Problems => [.. _problems.Values];

    /// <summary>Reads what is on disk, once, at the start. A file that cannot be read is reported, skipped and left alone.</summary>
    /// <param name="readOnly">For commands that only look: nothing is made or tidied.</param>
    public void Load(bool readOnly = false)
    {
        try
        {
            if (!readOnly)
            {
                Directory.CreateDirectory(directory, AtomicFile.PrivateDirectoryMode);
                AtomicFile.RemoveLeftovers(directory);
            }

            foreach (string path in Directory.GetFiles(directory, "*" + Suffix).Order(StringComparer.Ordinal))
                LoadOne(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _problems[directory] = $"{directory} cannot be used: {Sentences.Ended(error.Message)} Last good versions are not kept over a restart. "
                + "Make it a directory that the controller can write.";
        }
    }

    /// <summary>Keeps these versions. Those that are on disk already are not written again.</summary>
    public void Save(IReadOnlyCollection<LastGood> versions)
    {
        bool written = false;
        foreach (var version in versions)
        {
            bool same = _versions.TryGetValue(version.Key, out var known) && known.Matches(version) && !_unsaved.Contains(version.Key);
            if (same)
                continue;
            _versions = _versions.SetItem(version.Key, version);
            written |= Try(version.Key, path => AtomicFile.WriteDurably(path, Serialize(version)));
        }

        if (written)
            Sync();
    }

    /// <summary>Whether something is in memory alone.</summary>
    public bool HasUnsaved => _unsaved.Count > 0;

    /// <summary>Writes what could not be written.</summary>
    public void Retry()
    {
        var written = false;
        foreach (var key in _unsaved.Where(_versions.ContainsKey).ToList())
            written |= Try(key, path => AtomicFile.WriteDurably(path, Serialize(_versions[key])));
        if (written)
            Sync();
    }

    /// <summary>Forgets a workload that was removed.</summary>
    public void Remove(WorkloadKey key)
    {
        if (!_versions.ContainsKey(key))
            return;
        _versions = _versions.Remove(key);
        if (Try(key, File.Delete))
            Sync();
        _unsaved.Remove(key);
    }

    private void LoadOne(string path)
    {
        try
        {
            var version = Deserialize(File.ReadAllBytes(path));
            if (!string.Equals(PathOf(version.Key), path, StringComparison.Ordinal))
                throw new JsonException($"it holds workload {version.Key}, not the one it is named after");
            _versions = _versions.SetItem(version.Key, version);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException or KeyNotFoundException)
        {
            _problems[path] = $"{path} is not usable: {Sentences.Ended(error.Message)} It is skipped and left as it is. "
                + "Once the workload's manifest is valid it is written anew.";
        }
    }

    private bool Try(WorkloadKey key, Action<string> change)
    {
        string path = PathOf(key);
        try
        {
            change(path);
            _problems.Remove(path);
            _unsaved.Remove(key);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _unsaved.Add(key);
            _problems[path] = $"{path} cannot be changed: {Sentences.Ended(error.Message)} The last good version of {key} is not kept over a restart. "
                + "Free space there, or make it writable.";
            return false;
        }
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

    private string PathOf(WorkloadKey key) => Path.Combine(directory, key.Name + Suffix);

    private static byte[] Serialize(LastGood version)
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

    private LastGood Deserialize(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        string source = Text(document.RootElement, "source");
        string file = Text(document.RootElement, "file");
        string manifest = document.RootElement.GetProperty("manifest").GetRawText();
        var parsed = rules.Parse(file, System.Text.Encoding.UTF8.GetBytes(manifest));
        if (!parsed.IsValid)
            throw new JsonException(parsed.Errors.First(error => !error.IsWarning).Message);
        if (parsed.Workloads is not [var workload])
            throw new JsonException($"it holds {parsed.Workloads.Length} workloads instead of one");
        // Written anew, since another version of the controller may write another canonical form.
        string canonical = rules.Write(workload.Spec, workload.MetadataLabels);
        return new LastGood(workload.Spec, workload.MetadataLabels, canonical, source, file);
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null");
}
