namespace OciReconciler.IntegrationTests;

/// <summary>What <c>logs</c> shows: a container's own output by default, and with --all what others say of it.</summary>
public sealed class LogsTests(Labs labs)
{
    [Theory]
    [InlineData(DebianRelease.Trixie, "podman", null)]
    [InlineData(DebianRelease.Trixie, "podman", "healthy")]
    [InlineData(DebianRelease.Trixie, "docker", null)]
    [InlineData(DebianRelease.Bookworm, "podman", null)]
    [InlineData(DebianRelease.Bookworm, "docker", null)]
    public async Task Logs_ByDefault_AreTheContainersOwnOutputOverItsRestarts(DebianRelease release, string engine, string? sdnotify)
    {
        var controller = await Controller.StartAsync(await labs.OwnAsync(release));
        await using var lab = controller.Lab;
        var spec = Manifest.Idle(engine);
        spec["cmd"] = Manifest.Strings("sh", "-c", $"echo said by web; {Manifest.WaitForTerm}");
        if (sdnotify is not null)
        {
            spec["podman"] = new JsonObject { ["sdnotify"] = sdnotify };
            spec["healthCheck"] = new JsonObject { ["test"] = "true", ["interval"] = "1s" };
        }

        await controller.DropAsync("web", Manifest.Of("web", spec));
        await controller.AwaitReadyAsync("web");
        (await controller.CommandAsync("restart", "web")).Succeeded();
        await controller.AwaitReadyAsync("web");
        // Anybody may write to the journal in the container's name.
        (await lab.ShellAsync("useradd joe; printf 'MESSAGE=forged\\nCONTAINER_NAME=web\\n' | runuser -u joe -- logger --journald"))
            .Succeeded();

        await lab.EventuallyAsync(
            "the journal has both lines", async () => (await controller.CommandAsync("logs", "web")).Stdout,
            text => text.Split("said by web").Length == 3);
        var own = (await controller.CommandAsync("logs", "web")).Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(
            own.Where(line => !line.StartsWith("-- ", StringComparison.Ordinal)),
            line => Assert.EndsWith("said by web", line, StringComparison.Ordinal));
        var all = (await controller.CommandAsync("logs", "web", "--all")).Succeeded().Stdout;
        foreach (var text in (string[])["said by web", $"Started {engine}-web.service", "web: Created: Defined"])
            Assert.Contains(text, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_DriverKeepsThemElsewhere_SaysWhere()
    {
        var controller = await Controller.StartAsync(await labs.OwnAsync(DebianRelease.Trixie));
        await using var lab = controller.Lab;
        var spec = Manifest.Idle();
        spec["logDriver"] = "k8s-file";
        await controller.DropAsync("web", Manifest.Of("web", spec));
        await controller.AwaitReadyAsync("web");
        var outcome = await controller.CommandAsync("logs", "web");
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith(
            "web keeps its log with the driver k8s-file, not in the journal. See: podman logs web;", outcome.Stderr,
            StringComparison.Ordinal);
    }
}
