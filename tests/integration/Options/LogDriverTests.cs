namespace OciReconciler.IntegrationTests;

/// <summary>Where a container's output goes.</summary>
[Collection<OptionsHost>]
public sealed class LogDriverTests(OptionsHost host)
{
    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task LogDriver_Default_IsTheJournalUnderTheUnitAndTheContainer(string engine)
    {
        var container = await RunAsync(engine, null);
        Assert.Equal("journald", await container.InspectAsync("{{.HostConfig.LogConfig.Type}}"));
        await host.Lab.EventuallyAsync(
            "the unit's journal has the line", () => JournalAsync("-u", container.Unit),
            lines => lines.Contains(Line(container), StringComparison.Ordinal));
        await host.Lab.EventuallyAsync(
            "the journal has the line under the container's name",
            () => JournalAsync($"CONTAINER_NAME={container.Name}"),
            lines => lines.Contains(Line(container), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("podman", "k8s-file")]
    [InlineData("podman", "json-file")]
    [InlineData("podman", "none")]
    [InlineData("docker", "json-file")]
    [InlineData("docker", "none")]
    public async Task LogDriver_Named_IsTheEnginesAndTheJournalHasNothingOfTheContainer(string engine, string driver)
    {
        var container = await RunAsync(engine, driver);
        Assert.Equal(driver, await container.InspectAsync("{{.HostConfig.LogConfig.Type}}"));
        if (driver == "none")
        {
            Assert.NotEqual(0, (await host.Lab.ExecAsync(engine, "logs", container.Id)).ExitCode);
        }
        else
        {
            await host.Lab.EventuallyAsync(
                $"{engine} logs has the line", async () => (await host.Lab.ExecAsync(engine, "logs", container.Id)).Stdout,
                lines => lines == Line(container) + "\n");
        }

        Assert.Equal("", await JournalAsync($"CONTAINER_NAME={container.Name}"));
    }

    private static string Line(ContainerState container) => $"said by {container.Name}";

    private Task<ContainerState> RunAsync(string engine, string? driver)
    {
        var name = $"log-{driver ?? "default"}";
        var spec = new JsonObject
        {
            ["image"] = Manifest.Tool,
            ["cmd"] = Manifest.Strings("sh", "-c", $"echo said by {name}-{engine}; {Manifest.WaitForTerm}"),
        };
        if (driver is not null)
        {
            spec["logDriver"] = driver;
        }

        return host.RunAsync(name, engine, spec);
    }

    private async Task<string> JournalAsync(params string[] match) =>
        (await host.Lab.ExecAsync(["journalctl", "-q", "--no-pager", "-o", "cat", .. match])).Text;
}
