namespace OciReconciler.IntegrationTests;

/// <summary>Networks that somebody made by hand.</summary>
[Collection<OptionsHost>]
public sealed class NetworkTests(OptionsHost host)
{
    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Networks_NamedTwice_AreJoinedOnce(string engine)
    {
        (await host.Lab.ExecAsync(engine, "network", "create", "by-hand")).Succeeded();
        var spec = Manifest.Idle();
        spec["networks"] = Manifest.Strings("by-hand", "by-hand");

        var container = await host.RunAsync("networks", engine, spec);

        var networks = (await container.InspectJsonAsync(".NetworkSettings.Networks"))!.AsObject();
        Assert.Equal(["by-hand"], networks.Select(network => network.Key));
        var command = await host.Lab.UnitPropertyAsync(container.Unit, "ExecStart");
        Assert.Equal(2, command.Split("--network=by-hand").Length);
    }
}
