using OciReconciler.Model.Status;

namespace OciReconciler.UnitTests.Passes;

public sealed class WarningFilterTests
{
    private static readonly WorkloadKey Web = new("web");
    private readonly WarningFilter _told = new();
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private WorkloadStatus? _last;
    private string _hash = "d1";

    [Fact]
    public void NewWarning_DependencyThatFlips_IsReportedOnce()
    {
        Assert.Equal("DependencyNotReady", Look("DependencyNotReady", "db is activating (start-pre)"));
        for (var flip = 0; flip < 50; flip++)
        {
            Assert.Null(Look("DependencyNotReady", $"db is activating ({flip})"));
            Assert.Null(Look(null, isReady: false));
        }
    }

    [Fact]
    public void NewWarning_UnitThatEndsAgainAndAgain_IsReportedOnceUntilItWasWellForAWhile()
    {
        Assert.Equal("Restarting", Look("Restarting", "It ended."));
        for (var crash = 0; crash < 5; crash++)
        {
            Assert.Null(Look(null, isReady: true));
            Assert.Null(Look("Restarting", "It ended."));
        }

        Assert.Null(Look(null, isReady: true));
        _now += TimeSpan.FromSeconds(60);
        Assert.Equal("Restarting", Look("Restarting", "It ended."));
    }

    [Fact]
    public void NewWarning_AnotherReason_IsReported()
    {
        Look("DependencyNotReady", "db is down");
        Assert.Equal("UnitConflict", Look("UnitConflict", "It is installed."));
        Assert.Null(Look("DependencyNotReady", "db is down"));
    }

    [Fact]
    public void NewWarning_AnotherManifest_IsReportedAnew()
    {
        Look("RolledBack", "v2 did not come up");
        Look(null, isReady: false);
        _hash = "d2";
        Assert.Equal("RolledBack", Look("RolledBack", "v3 did not come up"));
    }

    // Also what an earlier controller told, and what was told as a failure of the pass before.
    [Fact]
    public void NewWarning_StatusOfBeforeHasIt_IsNotReported()
    {
        _last = Status("ImageNotFound", "no such tag", isReady: false);
        Assert.Null(Look("ImageNotFound", "no such tag"));
    }

    [Fact]
    public void NewWarning_Forgotten_IsReportedAnew()
    {
        Look("UnitConflict", "It is installed.");
        _told.Forget(Web);
        _last = null;
        Assert.Equal("UnitConflict", Look("UnitConflict", "It is installed."));
    }

    private string? Look(string? reason, string message = "", bool isReady = false)
    {
        _now += TimeSpan.FromSeconds(1);
        var status = Status(reason, message, isReady);
        var news = _told.NewWarning(Web, _last, status);
        _last = status;
        return news?.Reason;
    }

    private WorkloadStatus Status(string? reason, string message, bool isReady) => new()
    {
        Name = "web", Backend = "podman", Unit = "podman-web.service", File = "/m/web.json", Image = "web:1", AutoStart = true,
            InSync = true, Phase = "x", DefinitionHash = _hash,
        Conditions =
        [
            Dated(new Condition("Ready", isReady ? "True" : "False", "x", "", _now)),
            Dated(new Condition("Degraded", reason is null ? "False" : "True", reason ?? "AsExpected", message, _now)),
        ],
    };

    private Condition Dated(Condition condition) =>
        _last?.Find(condition.Type) is { } before && before.Status == condition.Status
        ? condition with { LastTransitionTime = before.LastTransitionTime } : condition;
}
