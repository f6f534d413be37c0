using System.Text.Json.Serialization;

namespace OciReconciler.Model.Rollouts;

/// <summary>What is remembered of a workload over restarts and reboots. Nothing in it says what is on the host: that is observed.</summary>
public sealed record RolloutRecord
{
    /// <summary>Nothing is known.</summary>
    public static RolloutRecord Empty { get; } = new();

    /// <summary>The last version that was ready for as long as it has to be.</summary>
    [JsonPropertyName("good")]
    public StableRevision? Stable { get; set; }

    /// <summary>The manifest that did not come up, for as long as it is not another one.</summary>
    [JsonPropertyName("bad")]
    public FailedRevision? Failed { get; set; }

    /// <summary>How the last change went.</summary>
    public ChangeOutcome? LastChange { get; set; }

    /// <summary>Since when a change keeps it from serving, or null.</summary>
    public DateTimeOffset? DownSince { get; set; }

    /// <summary>The version that keeps ending; null: none does.</summary>
    [JsonPropertyName("crashVersion")]
    [JsonConverter(typeof(RevisionIdConverter))]
    public RevisionId? CrashRevision { get; set; }

    /// <summary>Level of the crash backoff; 0 for none.</summary>
    public int CrashLevel { get; set; }

    /// <summary>What its engine says of why it cannot be started; null: it ends by itself.</summary>
    public string? CrashCause { get; set; }

    /// <summary>When the wait of <see cref="CrashLevel"/> ends.</summary>
    public DateTimeOffset? CrashUntil { get; set; }

    /// <summary>The image of the stable revision has a second name that is to be taken away.</summary>
    [JsonPropertyName("imageIsKept")]
    public bool ImageIsPinned { get; set; }

    /// <summary>What the inputs of what is applied were taken to be, when its mark was made with a key that is lost.</summary>
    public InputsBaseline? Inputs { get; set; }
}

/// <summary>Inputs that a mark with a lost key was first seen beside.</summary>
/// <param name="Mark">The digest in the mark.</param>
/// <param name="Hash">That of the inputs as they were then, by the key of then.</param>
public sealed record InputsBaseline(string Mark, string Hash);

/// <summary>A version that was ready, and can be gone back to.</summary>
/// <param name="DefinitionHash">As in the mark.</param>
/// <param name="InputsHash">As in the mark.</param>
/// <param name="ImageId">The image that it ran.</param>
public sealed record StableRevision(string DefinitionHash, string InputsHash, string ImageId, string Document)
{
    /// <summary>What the mark says of it.</summary>
    [JsonIgnore]
    public RevisionId Id => new(DefinitionHash, InputsHash);
}

/// <summary>A version that did not become ready.</summary>
/// <param name="ManifestDigest">Of the document: another one is tried.</param>
/// <param name="Reason">Why it was given up.</param>
/// <param name="Message">The same, for people.</param>
/// <param name="IsForNow">
/// It could not be prepared while nothing of the workload was on the host: the stable one is in its place until that is defined.
/// </param>
/// <param name="IsKept">It stays in force all the same: the manifest says so, or there is nothing to go back to.</param>
public sealed record FailedRevision(
    string ManifestDigest, string Reason, string Message, DateTimeOffset At, bool IsKept = false, bool IsForNow = false)
{
    /// <summary>
    /// The last lines that its container wrote, oldest first, each ended by a newline: nothing else is left of it. Null: none, or they
    /// could not be read.
    /// </summary>
    public string? LastLines { get; init; }
}

/// <summary>How a change went.</summary>
/// <param name="At">When the workload was ready again.</param>
/// <param name="UnavailableSeconds">How long it did not serve.</param>
public sealed record ChangeOutcome(DateTimeOffset At, double UnavailableSeconds = 0);
