namespace OciReconciler.IntegrationTests;

/// <summary>Where the image comes from, as far as no registry is needed.</summary>
[Collection<OptionsHost>]
public sealed class ImageOptionTests(OptionsHost host)
{
    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task ImageFile_ImageIsNotThere_IsLoadedAndRun(string engine)
    {
        const string Image = "localhost/oci-demo/db:1";
        (await host.Lab.ExecAsync(engine, "rmi", Image)).Succeeded();

        var container = await host.RunAsync("image-file", engine, new JsonObject
        {
            ["image"] = Image,
            ["imageFile"] = "/usr/share/oci-demo/db-1.tar",
        });

        Assert.Equal(Image, await container.InspectAsync(engine == "podman" ? "{{.ImageName}}" : "{{.Config.Image}}"));
        Assert.DoesNotContain("network-online.target", await host.Lab.UnitPropertyAsync(container.Unit, "Wants"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Pull_Never_ReachesTheEngineAndTheLocalImageRuns(string engine)
    {
        var spec = Manifest.Idle();
        spec["pull"] = "never";
        var container = await host.RunAsync("pull-never", engine, spec);

        Assert.Equal(Manifest.Tool, await container.InspectAsync(engine == "podman" ? "{{.ImageName}}" : "{{.Config.Image}}"));
        Assert.Contains(" --pull=never ", await host.Lab.UnitPropertyAsync(container.Unit, "ExecStart"), StringComparison.Ordinal);
        Assert.Contains("network-online.target", await host.Lab.UnitPropertyAsync(container.Unit, "Wants"), StringComparison.Ordinal);
    }
}
