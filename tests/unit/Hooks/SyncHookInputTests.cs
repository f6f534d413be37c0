using OciReconciler.Hooks;
using OciReconciler.Model.Git;

namespace OciReconciler.UnitTests.Hooks;

public sealed class SyncHookInputTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    // The contract with other people's programs.
    [Fact]
    public void Input_OfANotice_IsTheDocumentedJson() => Assert.Equal(
        """{"version":1,"host":"web-1","time":"2026-11-28T12:00:00+00:00","source":"fleet","state":"rolledBack","isWrong":true,"""
        + $$"""
        "reason":"RolledBack","message":"It did not come up.",{{Commit}},"applied":null}
        """.Trim(),
        Text(Notice("It did not come up.")));

    [Fact]
    public void Input_HostileTexts_IsOneLineOfBoundedLength()
    {
        var text = Text(Notice(new string('\u202e', 100_000) + "\n\u0000\"") with { Source = "fleet" });
        Assert.InRange(text.Length, 4096, 32_768);
        Assert.DoesNotContain(text, char.IsControl);
        using var parsed = JsonDocument.Parse(text);
        Assert.EndsWith("...", parsed.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string Commit =>
        $"\"commit\":{{\"id\":\"{new string('a', 40)}\",\"author\":\"Ann\",\"subject\":\"Change\",\"time\":\"2026-11-28T11:00:00+00:00\"}}";

    private static string Text(SyncNotice notice) => Encoding.UTF8.GetString(SyncHookInput.ToUtf8(notice, "web-1", Now));

    private static SyncNotice Notice(string message) => new("fleet", SyncSubject.InForce, SyncState.RolledBack, Reasons.RolledBack, message)
    {
        Commit = new CommitInfo(
            CommitId.TryParse(new string('a', 40), out var id) ? id : default, "Ann", "Change", Now.AddHours(-1)),
        SourceIsWrong = true,
    };
}
