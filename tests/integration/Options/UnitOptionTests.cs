namespace OciReconciler.IntegrationTests;

/// <summary>The unit around the container, as systemd shows it.</summary>
[Collection<OptionsHost>]
public sealed class UnitOptionTests(OptionsHost host)
{
    [Theory]
    [InlineData("podman", "notify", "all")]
    [InlineData("docker", "simple", "none")]
    public async Task Unit_OfAWorkload_HasNixosLimitsTypesAndEnvironment(string engine, string type, string notifyAccess)
    {
        var container = await host.RunAsync("unit", engine, Manifest.Idle());

        Assert.Equal("always", await PropertyAsync(container, "Restart"));
        Assert.Equal("infinity", await PropertyAsync(container, "TimeoutStartUSec"));
        Assert.Equal("2min", await PropertyAsync(container, "TimeoutStopUSec"));
        Assert.Equal(type, await PropertyAsync(container, "Type"));
        Assert.Equal(notifyAccess, await PropertyAsync(container, "NotifyAccess"));
        var own = engine == "podman" ? $"PODMAN_SYSTEMD_UNIT={container.Unit} " : "";
        Assert.Equal(own + OptionsHost.ProxyVariables, await PropertyAsync(container, "Environment"));
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Unit_ContainerKilled_IsRestartedBySystemd(string engine)
    {
        var container = await host.RunAsync("killed", engine, Manifest.Idle());
        (await host.Lab.ExecAsync(engine, "kill", "-s", "KILL", container.Id)).Succeeded();
        await host.Controller.ContainerAsync(engine, container.Name, otherThan: container.Id);
        Assert.Equal("1", await PropertyAsync(container, "NRestarts"));
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task AutoRemoveOnStop_TrueAndFalse_IsTheEnginesAndNoContainerIsLeftBehind(string engine)
    {
        var removed = await host.RunAsync("removed", engine, Manifest.Idle());
        Assert.Equal("true", await removed.InspectAsync("{{.HostConfig.AutoRemove}}"));

        var spec = Manifest.Idle();
        spec["autoRemoveOnStop"] = false;
        var kept = await host.RunAsync("kept", engine, spec);
        Assert.Equal("false", await kept.InspectAsync("{{.HostConfig.AutoRemove}}"));

        // A stop behind systemd's back leaves the old container to the unit's own cleaning up.
        (await host.Lab.ExecAsync(engine, "stop", kept.Id)).Succeeded();
        await host.Controller.ContainerAsync(engine, kept.Name, otherThan: kept.Id);
        Assert.NotEqual(0, (await host.Lab.ExecAsync(engine, "container", "inspect", kept.Id)).ExitCode);
    }

    private Task<string> PropertyAsync(ContainerState container, string property) => host.Lab.UnitPropertyAsync(container.Unit, property);
}
