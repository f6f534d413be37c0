using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Model.Events;
using OciReconciler.State;

namespace OciReconciler.Hooks;

/// <summary>
/// The content of told.json: what was told last of each subject of a git source, so that a restart neither repeats nor omits it.
/// </summary>
/// <param name="Notices">At most one of each subject.</param>
internal sealed record ToldNotices(IReadOnlyList<ToldNotice> Notices)
{
    /// <summary>Nothing was told yet.</summary>
    public static ToldNotices None { get; } = new([]);

    /// <summary>What was told last of a subject, or null.</summary>
    public ToldNotice? Of(SyncSubject subject) => Notices.FirstOrDefault(told => told.Subject == subject);

    /// <summary>After a notice was told.</summary>
    public ToldNotices With(SyncNotice notice, DateTimeOffset now) =>
        new([.. Without(notice.Subject).Notices, ToldNotice.Of(notice, now)]);

    /// <summary>As if of a subject nothing had been told.</summary>
    public ToldNotices Without(SyncSubject subject) => new([.. Notices.Where(told => told.Subject != subject)]);

    /// <summary>Without what is over.</summary>
    public ToldNotices Still(SyncNews news) =>
        Notices.Any(told => news.IsOver(told.Subject)) ? new([.. Notices.Where(told => !news.IsOver(told.Subject))]) : this;

    /// <summary>As JSON in UTF-8.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, ToldJsonContext.Default.ToldNotices);

    /// <summary>From JSON in UTF-8. Throws as <see cref="StateJson.Parse"/>.</summary>
    public static ToldNotices Parse(byte[] utf8) => StateJson.Parse(
        utf8, ToldJsonContext.Default.ToldNotices, told => told.Notices.All(notice => notice is not null));
}

/// <summary>A notice that was told.</summary>
/// <param name="Commit">All digits of the commit that it was about, or null.</param>
/// <param name="At">When.</param>
internal sealed record ToldNotice(
    SyncSubject Subject, SyncState State, string Reason, string? Commit, string Message, DateTimeOffset At)
{
    /// <summary>A notice that is told.</summary>
    public static ToldNotice Of(SyncNotice notice, DateTimeOffset now) =>
        new(notice.Subject, notice.State, notice.Reason, notice.Commit?.Id.Digits, notice.Message, now);

    /// <summary>Whether a notice is about the same; messages have times and counts in them.</summary>
    public bool IsOf(SyncNotice notice) =>
        (Subject, State, Reason, Commit) == (notice.Subject, notice.State, notice.Reason, notice.Commit?.Id.Digits);

    /// <summary>Whether a notice says the same, but for times and counts.</summary>
    public bool Says(SyncNotice notice) =>
        IsOf(notice) && VolatileText.Normalize(Message) == VolatileText.Normalize(notice.Message);
}

/// <summary>Source-generated, for NativeAOT.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ToldNotices))]
internal sealed partial class ToldJsonContext : JsonSerializerContext;
