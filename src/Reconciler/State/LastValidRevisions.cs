using System.Text;
using OciReconciler.Files;
using OciReconciler.Model.Desired;

namespace OciReconciler.State;

/// <summary>
/// The last valid revisions on disk, one file a workload, so that a broken manifest, a restart of the controller or of the host stops
/// nothing. Not thread-safe: used under the desired store's lock. A disk that fails is reported in <see cref="Problems"/>, and what is in
/// memory goes on.
/// </summary>
internal sealed class LastValidRevisions
{
    private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly ManifestFunctions _rules;
    private readonly StateFiles _state;
    private readonly WorkloadFiles<LastValidRevision> _files;
    private bool _hasUnsyncedRemovals;
    private ImmutableDictionary<WorkloadKey, LastValidRevision> _versions = ImmutableDictionary<WorkloadKey, LastValidRevision>.Empty;

    /// <summary>Knows nothing before <see cref="Load"/>.</summary>
    /// <param name="directory">Where the files lie.</param>
    /// <param name="rules">Functions of the model.</param>
    public LastValidRevisions(string directory, ManifestFunctions rules, StateFiles state)
    {
        (_rules, _state) = (rules, state);
        _files = new(directory, new(".json", LastValidFile.Serialize, Parse, AtomicFile.WriteDurably), state);
    }

    /// <summary>All last valid revisions. Any thread may read them.</summary>
    public ImmutableDictionary<WorkloadKey, LastValidRevision> Revisions => _versions;

    /// <summary>What is wrong on disk and what to do.</summary>
    public ImmutableArray<string> Problems => [.. _problems.Values, .. _state.Problems];

    /// <summary>Whether something is in memory alone.</summary>
    public bool HasUnsaved => _files.HasUnsaved;

    /// <summary>
    /// Reads what is on disk, once, at the start. A file that cannot be read is reported, skipped and left alone; one that is damaged is
    /// set aside.
    /// </summary>
    /// <param name="readOnly">For read-only commands: nothing is made or tidied.</param>
    public void Load(bool readOnly = false) => _files.Load(
        readOnly,
        (key, lastValid) => _versions = _versions.SetItem(key, lastValid),
        (path, error) => _problems[path] = path == _files.Directory
            ? $"{path} cannot be used: {Sentences.Ended(error.Message)} Last valid versions are not kept over a restart. "
                + "Make it a directory that the controller can write."
            : $"{path} cannot be read: {Sentences.Ended(error.Message)} It is skipped and left as it is. "
                + "Once the workload's manifest is valid it is written anew.");

    /// <summary>Keeps these revisions. Those that are on disk already are not written again.</summary>
    public void Save(IReadOnlyCollection<LastValidRevision> revisions)
    {
        var changed = revisions.Where(known => _versions.GetValueOrDefault(known.Key) != known || _files.IsUnsaved(known.Key)).ToList();
        _versions = _versions.SetItems(changed.Select(lastValid => KeyValuePair.Create(lastValid.Key, lastValid)));
        Write(changed);
    }

    /// <summary>Writes what could not be written.</summary>
    /// <returns>Whether nothing is in memory alone any more.</returns>
    public bool Retry()
    {
        Write([.. _files.Unsaved.Where(_versions.ContainsKey).Select(key => _versions[key])]);
        return !HasUnsaved;
    }

    /// <summary>
    /// Forgets a workload that was removed. That is not on disk before <see cref="SyncRemovals"/>: a removal that a power cut undoes is
    /// made once more by the next controller, which finds that nothing declares the workload. So thousands wait for the disk together.
    /// </summary>
    public void Remove(WorkloadKey key)
    {
        if (!_versions.ContainsKey(key))
            return;
        _versions = _versions.Remove(key);
        _hasUnsyncedRemovals |= Report(key, _files.TryDelete(key));
    }

    /// <summary>Puts removals on disk.</summary>
    public void SyncRemovals()
    {
        if (_hasUnsyncedRemovals)
            Sync();
    }

    private void Write(List<LastValidRevision> revisions)
    {
        var isAnyWritten = false;
        foreach (var (key, failure) in _files.TrySave([.. revisions.Select(lastValid => (lastValid.Key, lastValid))]))
            isAnyWritten |= Report(key, failure);
        if (isAnyWritten)
            Sync();
    }

    private bool Report(WorkloadKey key, SaveFailure? failure)
    {
        if (failure is null)
        {
            _problems.Remove(_files.PathOf(key));
            return true;
        }

        _problems[failure.Path] = $"{failure.Path} cannot be changed: {Sentences.Ended(failure.Message)} "
            + $"The last valid version of {key} is not kept over a restart. Free space there, or make it writable.";
        return false;
    }

    private void Sync()
    {
        _hasUnsyncedRemovals = false;
        try
        {
            AtomicFile.SyncDirectory(_files.Directory);
            _problems.Remove(_files.Directory);
        }
        catch (IOException error)
        {
            _problems[_files.Directory] =
                $"{Sentences.Ended(error.Message)} A power cut may lose the newest last valid versions. Check the disk.";
        }
    }

    private LastValidRevision? Parse(WorkloadKey key, byte[] bytes)
    {
        var (source, file, manifest) = LastValidFile.Parse(bytes);
        var accepted = _rules.Accepted(file, Encoding.UTF8.GetBytes(manifest));
        if (accepted.Damage is { } damage)
            throw new InvalidDataException(damage);
        if (accepted.Workload is not { } workload)
        {
            var (path, unknown) = (_files.PathOf(key), accepted.Unknown!);
            _problems[path] =
                $"{path} was written by another version of the controller: {unknown.Path}: {Sentences.Ended(unknown.Message)} "
                + "It is left as it is. What runs of that workload is not touched while its manifest cannot be read either.";
            return null;
        }

        if (workload.Key != key)
            throw new InvalidDataException($"it holds workload {workload.Key}, not the one it is named after");
        // Written anew, since another version of the controller may write another canonical form; what is not understood is kept to the
        // letter.
        var document = accepted.Unknown is null ? _rules.Write(workload.Spec, workload.MetadataLabels) : manifest + "\n";
        return new(new Revision(workload.Spec, document) { Refusal = Refusal.Of(accepted) }, source, file);
    }
}
