namespace OciReconciler.IntegrationTests;

/// <summary>Volumes: directories of the host, writable and not, and the engine's own.</summary>
[Collection<OptionsHost>]
public sealed class VolumeTests(OptionsHost host)
{
    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Volumes_OfEachForm_AreMountedAndANamedOneOutlivesTheContainer(string engine)
    {
        var directory = $"/srv/volumes/{engine}";
        await host.Lab.WriteFileAsync($"{directory}/rw/greeting", "from the host\n");
        await host.Lab.WriteFileAsync($"{directory}/ro/greeting", "from the host\n");
        var spec = Manifest.Idle();
        spec["volumes"] = Manifest.Strings($"{directory}/rw:/rw", $"{directory}/ro:/ro:ro", $"named-{engine}:/named", "/anonymous");
        var container = await host.RunAsync("volumes", engine, spec);

        Assert.Equal("from the host\nfrom the host", (await container.ShellAsync("cat /rw/greeting /ro/greeting")).Text);
        (await container.ShellAsync("echo from the container > /rw/answer; echo kept > /named/file; echo lost > /anonymous/file"))
            .Succeeded();
        Assert.Equal("from the container", (await host.Lab.ExecAsync("cat", $"{directory}/rw/answer")).Text);
        var refused = await container.ShellAsync("echo no > /ro/answer");
        Assert.Contains("Read-only file system", refused.Stderr, StringComparison.Ordinal);
        Assert.Equal($"named-{engine}", (await host.Lab.ExecAsync(engine, "volume", "inspect", "-f", "{{.Name}}", $"named-{engine}")).Text);

        (await host.Lab.ExecAsync("systemctl", "restart", container.Unit)).Succeeded();
        var next = container with { Id = await host.Controller.ContainerAsync(engine, container.Name, otherThan: container.Id) };
        Assert.Equal("kept", (await next.ShellAsync("cat /named/file; cat /anonymous/file 2> /dev/null || true")).Text);
    }
}
