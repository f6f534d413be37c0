using OciReconciler.Cli;
using OciReconciler.Model.Events;
using OciReconciler.Model.Status;

namespace OciReconciler.UnitTests.Cli;

public class DescribeOutputTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly WorkloadStatus Status = new()
    {
        Name = "web", Backend = "podman", Unit = "podman-web.service", File = "/m/web.json", Image = "web:1", AutoStart = true,
            InSync = true, Phase = "Running",
        DefinitionHash = "0123456789abcdef", AppliedHash = "fedcba9876543210", DependsOn = ["db"],
        Secrets = [new SecretStatus("key", "/run/secrets/key", "0123456789ab"), new SecretStatus("env", null, "ba9876543210")],
        Conditions = [new Condition("Ready", "True", "Running", "It is\nactive.", Now.AddSeconds(-90))],
    };

    [Fact]
    public void Text_AllKnown_IsALineForEachAndTables()
    {
        var view = new DescribeView
        {
            Name = "web", Unit = "podman-web.service", Status = Status, ControllerRunning = true, Paused = true, Dependents = ["proxy"],
                SystemdAnswers = true,
            Live = new DescribedUnit
            {
                LoadState = "loaded", ActiveState = "active", SubState = "running", Since = Now.AddMinutes(-5), Restarts = 3,
                    LastExit = new LastExit(7, "exit-code", Now.AddMinutes(-6)),
                DropIns = ["/etc/x.conf"], NeedsReload = true, NamedBy = ["backup.service"],
            },
            Events = [
                new WorkloadEvent { FirstTime = Now, LastTime = Now, Type = EventType.Normal, Reason = "Started", Message = "Started it.",
                    Workload = "web" }],
            Log = ["first", "second"],
        };
        string[] expected =
        [
            "Name:           web", "Status:         Running", "Paused:         yes, until: oci-reconciler resume web",
                "Manifest:       /m/web.json", "Backend:        podman",
            "Auto start:     yes", "Unit:           podman-web.service", "Unit state:     active (running), 5m ago", "Restarts:       3",
                "Last exit:      7, exit-code, 6m ago",
            "Image:          web:1", "In sync:        yes", "Definition:     0123456789ab; applied is fedcba987654",
            "Secrets:        key (/run/secrets/key, ciphertext 0123456789ab), env (environment, ciphertext ba9876543210)",
                "Depends on:     db",
                "Needed by:      proxy",
            "Named by:       backup.service",
            "", "Conditions:", "  TYPE    STATUS   AGE   REASON    MESSAGE", "  Ready   True     90s   Running   It is active.",
            "", "Drop-ins:", "  /etc/x.conf", "  Some were changed since systemd read them. They count after: systemctl daemon-reload",
            "", "Log:", "  first", "  second",
            "", "Events:", "  LAST SEEN   TYPE     REASON    OBJECT   COUNT   MESSAGE",
            "  0s          Normal   Started   web              Started it.",
        ];
        Assert.Equal(expected, DescribeOutput.Text(view, Now));
    }

    [Fact]
    public void Text_UnitIsNotLoaded_SaysWhatWasPublishedOfItsRunsAndItsLastChange()
    {
        var status = Status with
        {
            Health = "Healthy", Restarts = 2, LastExit = new LastExit(137, "signal", Now.AddMinutes(-1)),
                LastChange = new ChangeOutcome(Now.AddSeconds(-30), 1.26),
        };
        var lines = DescribeOutput.Text(new DescribeView { Name = "web", Status = status }, Now).ToList();
        Assert.Equal(
            ["Health:         Healthy", "Restarts:       2", "Last exit:      137, signal, 60s ago",
                "Last change:    30s ago, unavailable for 1.3 s"],
            lines.SkipWhile(line => !line.StartsWith("Health", StringComparison.Ordinal)).Take(4));
    }

    [Fact]
    public void Text_KeepsDying_SaysHowItDiedAndNotHowTheControllersStopEndedIt()
    {
        var status = Status with { Phase = "CrashLoopBackOff", LastExit = new LastExit(4, "exit-code", Now.AddMinutes(-2)) };
        var stopped = new DescribedUnit {
            LoadState = "loaded", ActiveState = "inactive", SubState = "dead",
            LastExit = new LastExit(137, "success", Now.AddMinutes(-1)) };
        Assert.Contains(
            "Last exit:      4, exit-code, 2m ago",
            DescribeOutput.Text(new DescribeView { Name = "web", Status = status, Live = stopped }, Now));
    }

    [Fact]
    public void Text_UnitHasFailedSince_IsNotRunning()
    {
        var failed = new DescribedUnit { LoadState = "loaded", ActiveState = "failed", SubState = "failed" };
        var view = new DescribeView { Name = "web", Status = Status, SystemdAnswers = true, Live = failed };
        Assert.Contains("Status:         Failed", DescribeOutput.Text(view, Now));
        Assert.Contains("Status:         Missing", DescribeOutput.Text(view with { Live = null }, Now));
        Assert.Contains("Status:         Running", DescribeOutput.Text(view with { Live = null, SystemdAnswers = false }, Now));
    }

    [Fact]
    public void Text_OnlyPaused_SaysWhatLittleIsKnown() => Assert.Equal(
        ["Name:           web", "Status:         Unknown", "Paused:         yes, until: oci-reconciler resume web",
            "Controller:     not running: this is what the last one published", "Unit state:     not loaded"],
        DescribeOutput.Text(new DescribeView { Name = "web", Paused = true, SystemdAnswers = true }, Now));

    [Fact]
    public void Text_SystemdCannotBeReached_DoesNotSayThatTheUnitIsNotLoaded() =>
        Assert.Contains("Unit state:     unknown: systemd cannot be reached over D-Bus",
            DescribeOutput.Text(new DescribeView { Name = "web", Status = Status }, Now));

    [Fact]
    public void From_Properties_ReadsTimesAndTheLastExit()
    {
        var unit = new UnitProperties
        {
            LoadState = "loaded", ActiveState = "active", SubState = "running", StateChangedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
                DropInPaths = ["/etc/x.conf"],
            NeedsDaemonReload = true, NamedBy = ["oci-web.slice", "b.service", "shutdown.target", "a.service"], InvocationId = "0aff",
        };
        var service = new ServiceProperties { Unit = unit, Restarts = 2, Result = "signal", MainStatus = 9, MainStartedAt = 5 };
        var read = DescribedUnit.From(service);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), read.Since);
        Assert.Null(read.LastExit);
        Assert.Equal("0aff", read.InvocationId);
        Assert.Equal(["a.service", "b.service"], read.NamedBy);
        Assert.Equal(["/etc/x.conf"], read.DropIns);
        Assert.True(read.NeedsReload);
        service = service with { MainCode = 2, MainExitedAt = DateTimeOffset.UnixEpoch.AddSeconds(2) };
        Assert.Equal(new LastExit(137, "signal", DateTimeOffset.UnixEpoch.AddSeconds(2)), DescribedUnit.From(service).LastExit);
    }
}
