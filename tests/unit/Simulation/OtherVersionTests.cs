using System.Text.Json.Nodes;
using OciReconciler.UnitTests.Simulation.Controllers;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>
/// The real controller on a simulated host, after an upgrade or a downgrade: the manifest is refused by its rules, and so would be the
/// version on disk that another controller accepted.
/// </summary>
public sealed class OtherVersionTests : IDisposable
{
    private const string Unit = "podman-w0.service";
    private readonly SimulatedHost _host = new(seed: 1, isTraced: false);
    private readonly SmallRun _run;

    public OtherVersionTests()
    {
        _run = new SmallRun(_host);
        _run.Converge();
        _host.KillController();
        _host.Slots[0].IsBroken = true;
    }

    public void Dispose()
    {
        _host.KillController();
        _host.Dispose();
    }

    private string LastValid => Path.Combine(_host.Disk.State, "desired", "w0.json");

    [Theory]
    [InlineData("extraOptions", """["--name=foreign"]""")]
    [InlineData("preRunExtraOptions", """["kill", "--all"]""")]
    [InlineData("memory", "\"64m\"")]
    [InlineData("pull", "\"weekly\"")]
    public void Start_VersionIsNotDefinedByThisController_WhatRunsRunsOn(string field, string value)
    {
        Write(field, value);
        var before = File.ReadAllBytes(LastValid);
        var invocation = _host.Systemd.Units[Unit].Invocation;

        _run.Restart();
        _host.Pump.Pass(TimeSpan.FromMinutes(10));

        Assert.Null(_host.Controller!.End ?? _host.Guard.Violation);
        Assert.Equal((true, invocation), (_host.Systemd.Units[Unit].IsActive, _host.Systemd.Units[Unit].Invocation));
        Assert.Equal(before, File.ReadAllBytes(LastValid));
        Assert.False(File.Exists(LastValid + ".damaged"));
    }

    [Theory]
    [InlineData("extraOptions", """["--rm=false"]""", "--rm=false")]
    [InlineData("extraOptions", """["-tl", "oci-reconciler.x=1"]""", "-tl")]
    [InlineData("volumes", """["/a:/b:/c"]""", "/a:/b:/c")]
    public void Reboot_VersionThatRulesForbidByNow_IsDefinedAsItWas(string field, string value, string argument)
    {
        Write(field, value);
        Reboot();

        Assert.True(_host.Systemd.Units[Unit].IsActive);
        Assert.Contains(argument, _host.Systemd.Units[Unit].Text.Command);
    }

    [Theory]
    [InlineData("extraOptions", """["--name=foreign"]""")]
    [InlineData("memory", "\"64m\"")]
    public void Reboot_VersionIsNotDefinedByThisController_StaysUntilItsManifestIsMended(string field, string value)
    {
        Write(field, value);
        Reboot();
        Assert.False(_host.Systemd.Units.ContainsKey(Unit));
        Assert.True(File.Exists(LastValid));
        Assert.True(_host.Systemd.Units["docker-w1.service"].IsActive);

        _host.Slots[0].IsBroken = false;
        _run.Edit();
        Assert.True(_host.Systemd.Units[Unit].IsActive);
    }

    [Fact]
    public void Delete_ManifestOfAVersionThatIsNotDefined_IsRemoved()
    {
        Write("memory", "\"64m\"");
        // No broken file of that directory may hide it.
        _host.Slots[3].Current = null;
        _run.Restart();
        _host.Guard.Touch(["w0"]);
        _host.Slots[0].Current = null;
        _host.Slots[0].DeletedAt = _host.Pump.Clock.Ticks;
        _host.Controller!.FilesChanged();
        _host.Pump.Pass(TimeSpan.FromSeconds(2));
        _host.Controller.FilesChanged();
        _host.Pump.Pass(TimeSpan.FromMinutes(3));

        Assert.Null(_host.Controller.End ?? _host.Guard.Violation);
        Assert.False(_host.Systemd.Units.ContainsKey(Unit));
        Assert.False(File.Exists(LastValid));
    }

    private void Write(string field, string value)
    {
        var file = JsonNode.Parse(File.ReadAllText(LastValid))!;
        file["manifest"]!["spec"]![field] = JsonNode.Parse(value);
        File.WriteAllText(LastValid, file.ToJsonString());
    }

    private void Reboot()
    {
        _host.Guard.Touch(_host.Slots.SelectMany(slot => slot.Names));
        _host.Systemd.Reboot();
        foreach (var engine in _host.Engines.Values)
            engine.Containers.Clear();
        _host.Journal.Clear();
        _host.Disk.Reboot();
        _host.StartController();
        _host.Pump.Pass(TimeSpan.FromMinutes(3));
        Assert.Null(_host.Controller!.End ?? _host.Guard.Violation);
    }
}
