using OciReconciler.Configuration;
using OciReconciler.Hooks;

namespace OciReconciler.UnitTests.Hooks;

public sealed class SyncHookRunnerTests
{
    private const string Unit = "oci-reconciler-hook-fleet.service";

    private static readonly SyncHookOptions Hook = new()
    {
        Command = ["/usr/local/bin/notify", "--to", "$HOME"],
        Credentials = ImmutableSortedDictionary<string, string>.Empty.Add("token", "/etc/token").Add("host", "credential:shared"),
    };

    private static readonly SyncNotice Notice = new("fleet", SyncSubject.InForce, SyncState.Applied, Reasons.InSync, "All of it is ready.");

    private readonly HookSystemd _systemd = new();

    [Fact]
    public async Task Run_CommandSucceeds_HasReadTheNoticeAndLeavesNothing()
    {
        Assert.Null(await RunAsync());
        Assert.StartsWith("{\"version\":1,\"host\":\"web-1\",", _systemd.Input, StringComparison.Ordinal);
        Assert.EndsWith("}", _systemd.Input, StringComparison.Ordinal);
        Assert.Equal(["start"], _systemd.Calls);
    }

    [Fact]
    public async Task Run_Unit_IsAHelperInASandboxWithItsCredentials()
    {
        await RunAsync();
        var properties = _systemd.Started!.Properties.ToDictionary(property => property.Name);
        Assert.Equal(Unit, _systemd.Started.Name);
        Assert.True(Ownership.IsHelper(((TransientProperty.Text)properties["Description"]).Value));
        Assert.Equal(new TransientProperty.Bool("DynamicUser", true), properties["DynamicUser"]);
        Assert.Equal(new TransientProperty.Large("CapabilityBoundingSet", 0), properties["CapabilityBoundingSet"]);
        Assert.Equal(new TransientProperty.Text("ProtectSystem", "strict"), properties["ProtectSystem"]);
        Assert.Equal(
            [("host", "/run/credentials/oci-reconciler.service/shared"), ("token", "/etc/token")],
            ((TransientProperty.Credentials)properties["LoadCredential"]).Values.AsEnumerable());
        Assert.Equal(Hook.Command, ((ExecProperty)properties["ExecStartEx"]).Lines.Single().Arguments);
        Assert.False(properties.ContainsKey("User"));
    }

    [Fact]
    public async Task Run_UserIsNamed_IsThatUsers()
    {
        await RunAsync(Hook with { User = "alice", Credentials = ImmutableSortedDictionary<string, string>.Empty });
        Assert.Contains(new TransientProperty.Text("User", "alice"), _systemd.Started!.Properties);
        Assert.DoesNotContain(_systemd.Started.Properties, property => property.Name is "DynamicUser" or "LoadCredential");
    }

    [Theory]
    [InlineData("exit-code", 3, "ended with exit status 3.")]
    [InlineData("exit-code", 203, "cannot be executed: see that it exists, may be executed by its user and begins with a valid #! line.")]
    [InlineData("exit-code", 243, "was not run, since a file of its credentials cannot be read.")]
    [InlineData("signal", 9, "was ended by signal 9.")]
    [InlineData("timeout", 15, "ran for longer than 30 s and was ended (timeoutSeconds).")]
    [InlineData("oom-kill", 9, "failed (oom-kill).")]
    public async Task Run_CommandFails_SaysHowAndWhereToLook(string result, int status, string how)
    {
        _systemd.Result = JobResult.Failed;
        _systemd.Service = new ServiceProperties { Result = result, MainStatus = status };
        Assert.Equal($"onSync of fleet: /usr/local/bin/notify {how} See: journalctl -u {Unit}", await RunAsync());
        Assert.Equal(["start", "stop", "reset"], _systemd.Calls);
    }

    [Fact]
    public async Task Run_CommandReadsNothing_IsNoFailure()
    {
        _systemd.Reads = false;
        Assert.Null(await RunAsync());
    }

    [Fact]
    public async Task Run_UnitIsLeftOfAnEarlierController_IsStoppedFirst()
    {
        _systemd.Present = new UnitStatus(Unit, "x (oci-reconciler/1 helper)", "loaded", "activating", "start", 0, "");
        Assert.Null(await RunAsync());
        Assert.Equal(["stop", "reset", "start"], _systemd.Calls);
    }

    [Fact]
    public async Task Run_UnitIsSomebodyElses_IsLeftAlone()
    {
        _systemd.Present = new UnitStatus(Unit, "mine", "loaded", "active", "running", 0, "");
        Assert.Equal(
            $"onSync of fleet: /usr/local/bin/notify could not be run: {Unit}, which the controller needs for itself, was created by "
            + "somebody else and is left alone. Rename or remove it.",
            await RunAsync());
        Assert.Empty(_systemd.Calls);
    }

    [Fact]
    public async Task Run_SystemdRefuses_SaysWhy()
    {
        _systemd.Refusal = new BusException(BusFailure.ErrorReply, SystemdErrors.InvalidArguments, "no such user");
        Assert.Equal("onSync of fleet: /usr/local/bin/notify could not be run: no such user.", await RunAsync());
    }

    private Task<string?> RunAsync(SyncHookOptions? hook = null) =>
        new SyncHookRunner(_systemd, "web-1", TimeProvider.System).RunAsync(hook ?? Hook, Notice, TestContext.Current.CancellationToken);
}
