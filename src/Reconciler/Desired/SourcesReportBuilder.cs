using System.Runtime.CompilerServices;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Sets;
using OciReconciler.Sources;

namespace OciReconciler.Desired;

/// <summary>
/// Makes the report of the sources. What it says of a file by itself is made once, for as long as the file's source hands it on.
/// Thread-safe.
/// </summary>
internal sealed class SourcesReportBuilder
{
    /// <summary>Errors and warnings of one file that are shown; the others are counted.</summary>
    public const int MaxErrors = 100;

    private readonly ConditionalWeakTable<SourceFile, FileReport> _files = [];

    /// <summary>Builds it.</summary>
    /// <param name="sources">What the sources said.</param>
    /// <param name="resolution">What was made of it.</param>
    /// <param name="problems">Problems of the last valid revisions.</param>
    /// <param name="grace">Removals that are delayed, or null.</param>
    public SourcesReport Build(SourceSet sources, Resolution resolution, ImmutableArray<string> problems, RemovalGrace? grace = null)
    {
        var errors = resolution.SetErrors.ToLookup(found => found.Error.File, StringComparer.Ordinal);
        var kept = resolution.Kept.Values.ToLookup(item => item.LastValid.File, item => item.LastValid.Key.Name, StringComparer.Ordinal);
        return new SourcesReport
        {
            Problems = problems,
            MassRemoval = grace is null ? null : MassRemoval(grace),
            Sources = [.. sources.Names.Select(name => Source(name, sources.Snapshots.GetValueOrDefault(name), errors, kept))],
        };
    }

    private static MassRemovalReport MassRemoval(RemovalGrace grace) =>
        new() { Workloads = [.. grace.Workloads.Keys.Select(key => key.Name)], Until = grace.Until, Message = grace.Message };

    private SourceReport Source(
        string name, SourceSnapshot? snapshot, ILookup<string, SetError> errors, ILookup<string, string> kept)
    {
        if (snapshot is null)
            return new SourceReport { Path = name, State = SourceReport.Waiting, Message = "It has not been listed yet." };
        return new SourceReport
        {
            Path = name,
            State = snapshot.State.Kind switch
            {
                SourceStateKind.Ready => "ready",
                SourceStateKind.Missing => "missing",
                SourceStateKind.NotFetched => SourceReport.NotFetched,
                SourceStateKind.Unreadable => "unreadable",
                _ => "foreignFilesystem",
            },
            Message = snapshot.State.Message,
            Warning = snapshot.State.Exposure ?? "",
            Files = Files(snapshot.Files, errors, kept),
            Ignored = [.. snapshot.Ignored.First.Select(entry => new IgnoredReport { Path = entry.Path, Reason = entry.Reason })],
            IgnoredCount = snapshot.Ignored.Count,
        };
    }

    private IReadOnlyList<FileReport> Files(
        ImmutableArray<SourceFile> files, ILookup<string, SetError> errors, ILookup<string, string> kept)
    {
        var isAnyOfOthers = errors.Count > 0 || kept.Count > 0;
        return [.. files.Select(file => isAnyOfOthers && (errors.Contains(file.Path) || kept.Contains(file.Path))
            ? File(file, errors[file.Path], kept[file.Path])
            : _files.GetValue(file, static alone => File(alone, [], [])))];
    }

    private static FileReport File(SourceFile file, IEnumerable<SetError> setErrors, IEnumerable<string> kept)
    {
        var own = file.Readable ? file.Manifest.Errors : IsUnknown(file) ? [] : SourceSet.ErrorsOf(file);
        var all = Exposed(file).Concat(own).Select(error => Error(file, error)).Concat(setErrors.Select(found => Error(file, found)))
            .ToList();
        var declared = file.IsBroken ? [] : file.Manifest.Workloads.Select(workload => workload.Key.Name);
        return new FileReport
        {
            Path = file.Path,
            State = StateOf(file, all),
            Errors = Bounded(file.Path, all),
            Workloads = [.. declared.Concat(kept).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Elsewhere = [.. file.Manifest.Elsewhere.Select(workload => workload.Key.Name).Distinct(StringComparer.Ordinal)],
        };
    }

    // Nothing is wrong with a file that is not there and was never read since the start.
    private static bool IsUnknown(SourceFile file) => file is { Missing: true, Settling: true };

    private static IEnumerable<ManifestError> Exposed(SourceFile file) =>
        file.Exposure is { } warning ? [new ManifestError(file.Path, 1, "$", warning, IsWarning: true)] : [];

    private static string StateOf(SourceFile file, List<FileErrorReport> errors)
    {
        if (file.Missing)
            return "missing";
        if (file.Settling)
            return "writing";
        if (!file.Readable)
            return "unreadable";
        return errors.Exists(error => !error.Warning) ? "invalid" : "valid";
    }

    private static IReadOnlyList<FileErrorReport> Bounded(string path, List<FileErrorReport> all)
    {
        if (all.Count <= MaxErrors)
            return [.. all.OrderBy(error => error.Line)];
        // Errors come first: they keep the file from being taken.
        var shown = all.OrderBy(error => error.Warning).ThenBy(error => error.Line).Take(MaxErrors).OrderBy(error => error.Line).ToList();
        var rest = $"{all.Count - MaxErrors} more errors and warnings are not shown. See: oci-reconciler validate {path}";
        var isWarning = shown.TrueForAll(error => error.Warning);
        return [.. shown, new FileErrorReport { Line = shown[^1].Line, Path = "$", Message = rest, Warning = isWarning }];
    }

    private static FileErrorReport Error(SourceFile file, SetError found) =>
        Error(file, found.Error) with { Workloads = [.. found.Workloads.Select(workload => workload.Key)], Trouble = found.Trouble };

    private static FileErrorReport Error(SourceFile file, ManifestError error) => new()
    {
        File = error.File == file.Path || error.File == file.Manifest.File ? null : error.File,
        Line = error.Line,
        Path = error.Path,
        Message = error.Message,
        Warning = error.IsWarning,
    };
}
