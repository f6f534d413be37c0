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
    /// <summary>Sources that have said nothing yet.</summary>
    public static SourceSet Of(IEnumerable<string> names) => new(
        [.. names.Distinct(StringComparer.Ordinal)],
        ImmutableDictionary.Create<string, SourceSnapshot>(StringComparer.Ordinal),
        ImmutableHashSet.Create<string>(StringComparer.Ordinal));

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

    /// <summary>What is wrong with a file that is there: of its content, or that it cannot be read.</summary>
    public static ImmutableArray<ManifestError> ErrorsOf(SourceFile file) => file.Readable
        ? [.. file.Manifest.Errors.Where(error => !error.IsWarning)]
        : [new ManifestError(file.Path, 1, "$", file.ReadError ?? "cannot be read")];
}
