using OciReconciler.Model.Manifests.Json;
using OciReconciler.Sources;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>What all sources said last. Immutable.</summary>
/// <param name="Names">The configured sources, in order.</param>
/// <param name="Snapshots">The last word of each that has spoken.</param>
/// <param name="Synced">Those that have delivered a full listing since the start.</param>
internal sealed record SourceSet(
    ImmutableArray<string> Names, ImmutableDictionary<string, SourceSnapshot> Snapshots, ImmutableHashSet<string> Synced)
{
    /// <summary>Every source has said something.</summary>
    public bool AllReported => Names.All(Snapshots.ContainsKey);

    /// <summary>Every source has delivered a full listing.</summary>
    public bool AllSynced => Names.All(Synced.Contains);

    /// <summary>Every source is ready now, and has looked at what it stands for since the start.</summary>
    public bool AllReady => Names.All(
        name => Snapshots.GetValueOrDefault(name) is { State.Kind: SourceStateKind.Ready, AwaitsFirstLook: false });

    /// <summary>
    /// Some source has not looked yet since the start: what nothing declares may have moved there, and is neither removed nor started.
    /// </summary>
    public bool AwaitsFirstLook => Snapshots.Values.Any(source => source.AwaitsFirstLook);

    /// <summary>All files, each with its source.</summary>
    public IEnumerable<(string Source, SourceFile File)> Files =>
        Names.Where(Snapshots.ContainsKey).SelectMany(name => Snapshots[name].Files.Select(file => (name, file)));

    /// <summary>The place of a source in the configuration, from 0; null: it is no source any more.</summary>
    public int? OrderOf(string source) => Names.IndexOf(source) is var order and >= 0 ? order : null;

    /// <summary>Replaces the last word of one source.</summary>
    public SourceSet With(SourceSnapshot snapshot)
    {
        if (!Names.Contains(snapshot.Source, StringComparer.Ordinal))
            throw new ArgumentException($"{snapshot.Source} is not a configured source", nameof(snapshot));
        return this with
        {
            Snapshots = Snapshots.SetItem(snapshot.Source, snapshot),
            Synced = snapshot.State.IsListed ? Synced.Add(snapshot.Source) : Synced,
        };
    }

    /// <summary>True when the revision comes from a source that has not spoken yet: it may still declare it.</summary>
    public bool IsAwaited(LastValidRevision lastValid) =>
        Names.Contains(lastValid.Source, StringComparer.Ordinal) && !Snapshots.ContainsKey(lastValid.Source);

    /// <summary>
    /// Why a workload that no valid file declares stays desired; null when it does not. An empty array: it stays for a moment only.
    /// </summary>
    public ImmutableArray<ManifestError>? ReasonToKeep(LastValidRevision lastValid)
    {
        if (Snapshots.GetValueOrDefault(lastValid.Source) is { } source)
        {
            var file = source.Files.FirstOrDefault(file => string.Equals(file.Path, lastValid.File, StringComparison.Ordinal));
            if (file is { IsBroken: true, Settling: false })
                return ErrorsOf(file);
            if (file is { Settling: true } or { Missing: true } && source.State.Kind == SourceStateKind.Ready)
                return [];
            if (source.Files.FirstOrDefault(other => other.IsBroken) is { } broken)
                return [Keep(lastValid, $"{broken.Path} cannot be used and may declare it. Fix that file or remove it.")];
        }

        foreach (string name in Names)
        {
            if (!Snapshots.TryGetValue(name, out var other))
                return [];
            if (other.State.Kind != SourceStateKind.Ready)
                return [Keep(lastValid, other.State.Message)];
        }

        return null;
    }

    /// <summary>
    /// Why a later source that declares the workload cannot have it: what the source of its last valid revision says of it is not known
    /// now. Null: that one has let it go. An empty array: it holds it for a moment only.
    /// </summary>
    public ImmutableArray<ManifestError>? ReasonToHold(LastValidRevision lastValid)
    {
        if (Snapshots.GetValueOrDefault(lastValid.Source) is not { } source)
            return null;
        if (source.State.Kind != SourceStateKind.Ready)
            return [new(lastValid.File, Line: 0, "$", $"{lastValid.Key} stays as it was declared here: {source.State.Message}")];
        return source.Files.FirstOrDefault(file => string.Equals(file.Path, lastValid.File, StringComparison.Ordinal)) switch
        {
            { Settling: true } or { Missing: true } => [],
            { IsBroken: true } file => ErrorsOf(file),
            _ => null,
        };
    }

    /// <summary>What is wrong with a file that is there: of its content, or that it cannot be read.</summary>
    public static ImmutableArray<ManifestError> ErrorsOf(SourceFile file) => file.Readable
        ? [.. file.Manifest.Errors.Where(error => !error.IsWarning)]
        : [new ManifestError(file.Path, 1, "$", file.ReadError ?? "cannot be read")];

    /// <summary>Workloads that some file names, missing files and rejected declarations included.</summary>
    public ImmutableHashSet<WorkloadKey> Declared() =>
        [.. Files.SelectMany(item => item.File.Manifest.Workloads).Select(workload => workload.Key)];

    private static ManifestError Keep(LastValidRevision lastValid, string reason) =>
        new(lastValid.File, Line: 0, "$", $"no manifest declares {lastValid.Key} any more; it is kept, because {reason}");
}
