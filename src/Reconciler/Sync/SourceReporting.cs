using OciReconciler.Configuration;
using OciReconciler.Hooks;
using OciReconciler.Sources;

namespace OciReconciler.Sync;

/// <summary>What the report of a git source is made from.</summary>
/// <param name="Options">Its configuration.</param>
/// <param name="Record">What is remembered.</param>
/// <param name="Seen">Which commits this process has seen.</param>
internal sealed record SourceReportInput(GitSourceOptions Options, SourceRecord Record, SeenCommits Seen)
{
    /// <summary>What there is to say of it, or null.</summary>
    public SourceSituation? Situation { get; init; }

    /// <summary>What keeps a revision back, or null.</summary>
    public RevisionHold? Hold { get; init; }

    /// <summary>Which revision waits and what for, as a sentence; empty: none does.</summary>
    public string WaitingMessage { get; init; } = "";

    /// <summary>What the revision in force waits for; empty: nothing, or that is not known.</summary>
    public string Outstanding { get; init; } = "";

    /// <summary>What of it has errors and is not in force; empty: nothing.</summary>
    public string LeftOut { get; init; } = "";

    /// <summary>Whether somebody froze it.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>When it is fetched next.</summary>
    public DateTimeOffset? NextFetch { get; init; }
}

/// <summary>Makes the report of a git source. Pure.</summary>
internal static class SourceReporting
{
    /// <summary>Builds it.</summary>
    public static GitSourceReport Build(SourceReportInput input)
    {
        var (options, record, seen) = (input.Options, input.Record, input.Seen);
        return new GitSourceReport
        {
            Url = options.Url,
            Ref = options.Ref,
            Path = options.Path,
            Verification = Verification(options.Verify),
            State = input.Situation is { } situation ? situation.State.Name() : "notFetched",
            Wanted = seen.Wanted,
            Fetched = seen.Taken ?? (record.Waiting ?? record.Accepted)?.ToReport(),
            Verified = seen.Verified ?? (record.Accepted is { VerifiedBy: not null } verified ? verified.ToReport() : null),
            Accepted = record.Accepted?.ToReport(),
            Applied = record.Applied?.ToReport(),
            Waiting = record.Waiting?.ToReport(),
            Signer = record.Accepted?.VerifiedBy,
            Error = input.Situation is { IsWrong: true } wrong ? ErrorOf(wrong) : null,
            LastFetch = seen.LastFetch,
            NextFetch = input.NextFetch,
            Frozen = input.IsFrozen,
            WaitingFor = input.Hold?.For ?? "",
            WaitingUntil = input.Hold?.Until,
            WaitingMessage = input.WaitingMessage,
            Outstanding = input.Outstanding,
            LeftOut = input.LeftOut,
            GivenUp = [.. record.GivenUp.Select(revision => revision.ToReport())],
        };
    }

    private static string Verification(GitVerifyOptions? verify) => verify switch
    {
        null => "off",
        { AllowedSignersFile.Length: > 0, KeyringFile.Length: > 0 } => "both",
        { KeyringFile.Length: > 0 } => "openpgp",
        _ => "ssh",
    };

    private static GitErrorReport ErrorOf(SourceSituation wrong) =>
        new() { Reason = wrong.Reason, Message = wrong.Message, Since = wrong.Since, Errors = wrong.Errors };
}
