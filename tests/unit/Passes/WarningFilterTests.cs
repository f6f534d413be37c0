using OciReconciler.Model.Status;

namespace OciReconciler.UnitTests.Passes;

public sealed class WarningFilterTests
{
    private static readonly WorkloadKey Web = new("web");
    private readonly WarningFilter _reported = new();
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private WorkloadStatus? _last;
    private string _hash = "d1";

    [Fact]
    public void NewWarning_DependencyThatFlips_IsReportedOnce()
    {
        Assert.Equal("DependencyNotReady", Observe("DependencyNotReady", "db is activating (start-pre)"));
        for (var flip = 0; flip < 50; flip++)
        {
            Assert.Null(Observe("DependencyNotReady", $"db is activating ({flip})"));
            Assert.Null(Observe(null, isReady: false));
        }
    }

    [Fact]
    public void NewWarning_UnitThatEndsAgainAndAgain_IsReportedOnceUntilItWasWellForAWhile()
    {
        Assert.Equal("Restarting", Observe("Restarting", "It ended."));
        for (var crash = 0; crash < 5; crash++)
        {
            Assert.Null(Observe(null, isReady: true));
            Assert.Null(Observe("Restarting", "It ended."));
        }

        Assert.Null(Observe(null, isReady: true));
        _now += TimeSpan.FromSeconds(60);
        Assert.Equal("Restarting", Observe("Restarting", "It ended."));
    }

    [Fact]
    public void NewWarning_AnotherReason_IsReported()
    {
        Observe("DependencyNotReady", "db is down");
        Assert.Equal("UnitConflict", Observe("UnitConflict", "It is installed."));
        Assert.Null(Observe("DependencyNotReady", "db is down"));
    }

    [Fact]
    public void NewWarning_AnotherManifest_IsReportedAnew()
    {
        Observe("RolledBack", "v2 did not come up");
        Observe(null, isReady: false);
        _hash = "d2";
        Assert.Equal("RolledBack", Observe("RolledBack", "v3 did not come up"));
    }

    // Also what an earlier controller told, and what was told as a failure of the pass before.
    [Fact]
    public void NewWarning_StatusOfBeforeHasIt_IsNotReported()
    {
        _last = Status("ImageNotFound", "no such tag", isReady: false);
        Assert.Null(Observe("ImageNotFound", "no such tag"));
    }

    [Fact]
    public void NewWarning_Forgotten_IsReportedAnew()
    {
        Observe("UnitConflict", "It is installed.");
        _reported.Forget(Web);
        _last = null;
        Assert.Equal("UnitConflict", Observe("UnitConflict", "It is installed."));
    }

    private string? Observe(string? reason, string message = "", bool isReady = false)
    {
        _now += TimeSpan.FromSeconds(1);
        var status = Status(reason, message, isReady);
        var news = _reported.NewWarning(Web, _last, status);
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
