using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.State;

namespace OciReconciler.Sync;

/// <summary>The content of state.json: what is remembered of a git source over restarts. What it names as accepted is in force.</summary>
internal sealed record SourceRecord
{
    /// <summary>As many given up commits are remembered.</summary>
    public const int MostGivenUp = 20;

    /// <summary>Nothing was ever accepted.</summary>
    public static SourceRecord Empty { get; } = new();

    /// <summary>In force, since <c>At</c>.</summary>
    public RevisionRecord? Accepted { get; init; }

    /// <summary>The last of which all workloads were ready, at <c>At</c>; its files are kept, to go back to.</summary>
    public RevisionRecord? Applied { get; init; }

    /// <summary>Fetched and good, and not in force yet: for a window, or because of a freeze.</summary>
    public RevisionRecord? Waiting { get; init; }

    /// <summary>
    /// The newest that was accepted, when a rollback put an earlier one into force: what comes after it descends from it. Null: it is
    /// <see cref="Accepted"/>.
    /// </summary>
    public RevisionRecord? Newest { get; init; }

    /// <summary>Were in force, did not become ready, and are not taken again; the newest last.</summary>
    public IReadOnlyList<RevisionRecord> GivenUp
    {
        // The generated JSON reader leaves out the initializer.
        get => field ?? [];
        init;
    }

    /// <summary>Why the newest of them was given up; empty when what is in force came after it.</summary>
    public string GivenUpBecause
    {
        get => field ?? "";
        init;
    }

    /// <summary>The number of the sync that was decided about last with this record; null: none. It is not carried out again.</summary>
    public string? AnsweredSync { get; init; }

    /// <summary>Whether all workloads of the revision in force were ready at some time since it came into force.</summary>
    public bool IsReady { get; init; }

    /// <summary>Whether the revision in force has not become ready yet.</summary>
    [JsonIgnore]
    public bool AwaitsReady => Accepted is not null && !IsReady;

    /// <summary>What newer revisions of its address and ref descend from; null: nothing was ever accepted.</summary>
    [JsonIgnore]
    public RevisionRecord? Baseline => Newest ?? Accepted;

    /// <summary>Those whose files are needed.</summary>
    [JsonIgnore]
    public IEnumerable<RevisionRecord> Needed => new[] { Accepted, Applied, Waiting }.OfType<RevisionRecord>();

    /// <summary>The record with another revision in force.</summary>
    public SourceRecord With(RevisionRecord accepted) =>
        this with { Accepted = accepted, Newest = null, IsReady = false, Waiting = null, GivenUpBecause = "" };

    /// <summary>
    /// The record when the ref was set back, on purpose, to the revision in force: what was given up is no news any more.
    /// </summary>
    public SourceRecord WhenRewound() => this with { Newest = null, GivenUpBecause = "" };

    /// <summary>The record when the signature of the revision in force was found good.</summary>
    public SourceRecord WhenVerified(string signer) => this with
    {
        Accepted = Accepted! with { VerifiedBy = signer },
        Applied = Accepted.HasFilesOf(Applied) ? Applied! with { VerifiedBy = signer } : Applied,
    };

    /// <summary>The record after all workloads of the revision in force have become ready.</summary>
    public SourceRecord WhenReady(DateTimeOffset now) => this with { Applied = Accepted! with { At = now }, IsReady = true };

    /// <summary>The record after the revision in force was given up for the one that was applied last.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="now">When.</param>
    public SourceRecord RolledBack(string reason, DateTimeOffset now) => this with
    {
        Accepted = Applied! with { At = now },
        Newest = Baseline,
        IsReady = false,
        GivenUp = [.. GivenUp.Append(Accepted! with { At = now }).TakeLast(MostGivenUp)],
        GivenUpBecause = reason,
    };

    /// <summary>Whether a revision was given up; the same commit of another address, ref or path is another one.</summary>
    public bool HasGivenUp(RevisionRecord revision) => GivenUp.Any(revision.IsSame);

    /// <summary>The record after a sync was decided about.</summary>
    /// <param name="request">Its number; null: nobody asked.</param>
    public SourceRecord Answering(string? request) => request is null ? this : this with { AnsweredSync = request };

    /// <summary>As JSON in UTF-8.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, SyncJsonContext.Default.SourceRecord);

    /// <summary>From JSON in UTF-8. Throws as <see cref="StateJson.Parse"/>.</summary>
    public static SourceRecord Parse(byte[] utf8) => StateJson.Parse(utf8, SyncJsonContext.Default.SourceRecord, record => record.IsWhole);

    private bool IsWhole => new[] { Accepted, Applied, Waiting, Newest }.OfType<RevisionRecord>().All(revision => revision.IsWhole)
        && GivenUp.All(revision => revision is { IsWhole: true });
}

/// <summary>Source-generated, for NativeAOT.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SourceRecord))]
[JsonSerializable(typeof(RevisionIndex))]
[JsonSerializable(typeof(SyncRequest))]
[JsonSerializable(typeof(SyncOutcome))]
internal sealed partial class SyncJsonContext : JsonSerializerContext;
