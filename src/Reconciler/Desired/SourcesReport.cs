using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Sources;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>The content of sources.json: what became of each source and each of its files.</summary>
internal sealed record SourcesReport
{
    /// <summary>All sources, in the order of the configuration.</summary>
    public IReadOnlyList<SourceReport> Sources { get; init; } = [];

    /// <summary>What is wrong with the last valid revisions on disk.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>
    /// Absolute path of the directory in which the controller keeps its state: commands without settings find it here. Null: one of an
    /// earlier version published this.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>Removals that are delayed because they are many at once, or null.</summary>
    public MassRemovalReport? MassRemoval { get; init; }

    /// <summary>As JSON in UTF-8.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, SourcesReportContext.Default.SourcesReport);

    /// <summary>From JSON in UTF-8. Throws JsonException or InvalidDataException.</summary>
    public static SourcesReport Parse(byte[] utf8) =>
        StateJson.Parse(utf8, SourcesReportContext.Default.SourcesReport, report => report.IsWhole);

    private bool IsWhole => AreWhole(Problems, Sources, MassRemoval?.Workloads ?? []) && Sources.All(source => source.IsWhole);

    /// <summary>Whether lists are there, and nothing in them is null.</summary>
    internal static bool AreWhole(params IReadOnlyList<object?>?[] lists) => lists.All(list => list?.All(item => item is not null) == true);
}

/// <summary>Workloads that vanished at once and are not removed yet.</summary>
internal sealed record MassRemovalReport
{
    /// <summary>Their names, in order.</summary>
    public required IReadOnlyList<string> Workloads { get; init; }

    /// <summary>When they are removed, unless they come back.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>What happened and what to do.</summary>
    public required string Message { get; init; }
}

/// <summary>One source.</summary>
internal sealed record SourceReport
{
    /// <summary>The state of a git source of which no revision is known yet.</summary>
    public const string NotFetched = "notFetched";

    /// <summary>The state of a source that has said nothing yet since the controller's start.</summary>
    public const string Waiting = "waiting";

    /// <summary>The directory, or the name of the git source.</summary>
    public required string Path { get; init; }

    /// <summary>waiting, ready, missing, unreadable, foreignFilesystem or notFetched.</summary>
    public required string State { get; init; }

    /// <summary>What is wrong and what to do; empty when nothing is.</summary>
    public string Message { get; init; } = "";

    /// <summary>What somebody should know of it; empty for nothing.</summary>
    public string Warning { get; init; } = "";

    /// <summary>Its files, by path.</summary>
    public IReadOnlyList<FileReport> Files { get; init; } = [];

    /// <summary>The first of what lies there, may be intended as a manifest and is not read, by path.</summary>
    public IReadOnlyList<IgnoredReport> Ignored
    {
        // The generated JSON reader leaves out the initializer: an earlier controller wrote no such member.
        get => field ?? [];
        init;
    }

    /// <summary>How many of these there are.</summary>
    public int IgnoredCount { get; init; }

    /// <summary>What is known of a git source; null: it is a directory.</summary>
    public GitSourceReport? Git { get; init; }

    internal bool IsWhole => SourcesReport.AreWhole(Files, Ignored)
        && Git is null or { IsWhole: true }
        && Files.All(file => SourcesReport.AreWhole(file.Errors, file.Workloads, file.Elsewhere));
}

/// <summary>A file or directory that is not read.</summary>
internal sealed record IgnoredReport
{
    /// <summary>The file or directory.</summary>
    public required string Path { get; init; }

    /// <summary>Why, and what to do.</summary>
    public required string Reason { get; init; }
}

/// <summary>One file.</summary>
internal sealed record FileReport
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>valid, invalid, unreadable, writing (not finished) or missing (not seen by the last scan).</summary>
    public required string State { get; init; }

    /// <summary>Errors and warnings, in order of line.</summary>
    public IReadOnlyList<FileErrorReport> Errors { get; init; } = [];

    /// <summary>Workloads that it declares; of a file with errors, those of which the last valid revision from it is kept.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>Workloads that it declares for other hosts, by their node selectors.</summary>
    public IReadOnlyList<string> Elsewhere
    {
        // The generated JSON reader leaves out the initializer: an earlier controller wrote no such member.
        get => field ?? [];
        init;
    }

    /// <summary><c>FILE:LINE: PATH</c> of one of its errors.</summary>
    public string PlaceOf(FileErrorReport error) => $"{error.File ?? Path}:{error.Line}: {error.Path}";
}

/// <summary>One error of a file.</summary>
internal sealed record FileErrorReport
{
    /// <summary>The file that it is in, when it is not the one that is reported on: an overlay that put something into that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? File { get; init; }

    /// <summary>Line, from 1.</summary>
    public int Line { get; init; }

    /// <summary>JSON path.</summary>
    public required string Path { get; init; }

    /// <summary>What is wrong and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>The manifest is taken all the same.</summary>
    public bool Warning { get; init; }

    /// <summary>Workloads that it is about; null: the whole file.</summary>
    [JsonIgnore]
    public IReadOnlyList<WorkloadKey>? Workloads { get; init; }

    /// <summary>The same in each file of one trouble that has many; null: this is all there is of it.</summary>
    [JsonIgnore]
    public string? Trouble { get; init; }
}

/// <summary>Source-generated, for NativeAOT.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SourcesReport))]
internal sealed partial class SourcesReportContext : JsonSerializerContext;
