using OciReconciler.Model.Manifests.Json;
using OciReconciler.Sources;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>
/// Why last valid revisions stay desired though nothing declares them, by what the sources say of their files. For one resolution:
/// thousands may vanish at once, and each asks. Not thread-safe.
/// </summary>
internal sealed class KeepReasons(SourceSet sources)
{
    private readonly Dictionary<string, Dictionary<string, SourceFile>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceFile?> _broken = new(StringComparer.Ordinal);

    /// <summary>
    /// Why a workload that no valid file declares stays desired; null when it does not. An empty array: it stays for a moment only.
    /// </summary>
    public ImmutableArray<ManifestError>? ReasonToKeep(LastValidRevision lastValid)
    {
        if (sources.Snapshots.GetValueOrDefault(lastValid.Source) is { } source)
        {
            var file = Find(source, lastValid.File);
            if (file is { IsBroken: true, Settling: false })
                return SourceSet.ErrorsOf(file);
            if (file is { Settling: true } or { Missing: true } && source.State.Kind == SourceStateKind.Ready)
                return [];
            if (FirstBroken(source) is { } broken)
                return [Keep(lastValid, $"{broken.Path} cannot be used and may declare it. Fix that file or remove it.")];
        }

        foreach (string name in sources.Names)
        {
            if (!sources.Snapshots.TryGetValue(name, out var other))
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
        if (sources.Snapshots.GetValueOrDefault(lastValid.Source) is not { } source)
            return null;
        if (source.State.Kind != SourceStateKind.Ready)
            return [new(lastValid.File, Line: 0, "$", $"{lastValid.Key} stays as it was declared here: {source.State.Message}")];
        return Find(source, lastValid.File) switch
        {
            { Settling: true } or { Missing: true } => [],
            { IsBroken: true } file => SourceSet.ErrorsOf(file),
            _ => null,
        };
    }

    private SourceFile? Find(SourceSnapshot source, string path)
    {
        if (!_files.TryGetValue(source.Source, out var files))
        {
            _files[source.Source] = files = new Dictionary<string, SourceFile>(StringComparer.Ordinal);
            foreach (var file in source.Files)
                files.TryAdd(file.Path, file);
        }

        return files.GetValueOrDefault(path);
    }

    private SourceFile? FirstBroken(SourceSnapshot source)
    {
        if (!_broken.TryGetValue(source.Source, out var broken))
            _broken[source.Source] = broken = source.Files.FirstOrDefault(file => file.IsBroken);
        return broken;
    }

    private static ManifestError Keep(LastValidRevision lastValid, string reason) =>
        new(lastValid.File, Line: 0, "$", $"no manifest declares {lastValid.Key} any more; it is kept, because {reason}");
}
