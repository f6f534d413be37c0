namespace OciReconciler.IntegrationTests;

/// <summary>The labs are what the other tests take them for.</summary>
public sealed class LabTests(Labs labs)
{
    [Theory]
    [InlineData(DebianRelease.Trixie, "13")]
    [InlineData(DebianRelease.Bookworm, "12")]
    public async Task Lab_Booted_RunsTheReleaseWithNothingFailed(DebianRelease release, string version)
    {
        var lab = await labs.SharedAsync(release);

        Assert.Equal(version, (await lab.ShellAsync(". /etc/os-release; echo $VERSION_ID")).Text);
        Assert.Equal("inactive", await lab.UnitPropertyAsync("podman.socket", "ActiveState"));
        Assert.Equal("inactive", await lab.UnitPropertyAsync("docker-registry.service", "ActiveState"));
    }

    [Theory]
    [InlineData(DebianRelease.Trixie, "podman")]
    [InlineData(DebianRelease.Trixie, "docker")]
    [InlineData(DebianRelease.Bookworm, "podman")]
    [InlineData(DebianRelease.Bookworm, "docker")]
    public async Task Lab_WebImage_AnswersOverHttpAndStopsPromptly(DebianRelease release, string engine)
    {
        var lab = await labs.SharedAsync(release);
        var name = $"lab-web-{engine}";
        var port = engine == "podman" ? 18081 : 18082;
        (await lab.ExecAsync(
            engine, "run", "-d", "--name", name, "-p", $"{port}:80", "-e", "GREETING=good morning", "localhost/oci-demo/web:1"))
            .Succeeded();

        await lab.EventuallyAsync(
            $"{name} answers",
            () => lab.ExecAsync("curl", "-s", $"http://127.0.0.1:{port}/"),
            answer => answer.Stdout == "good morning\n");

        (await lab.ExecAsync("timeout", "5", engine, "stop", "-t", "30", name)).Succeeded();
        (await lab.ExecAsync(engine, "rm", name)).Succeeded();
    }

    [Fact]
    public async Task Lab_PowerCut_LosesRunAndKeepsTheDisk()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await lab.WriteFileAsync("/run/lost", "x");
        await lab.WriteFileAsync("/var/lib/kept", "$HOME 'x'\n");
        var machine = (await lab.ExecAsync("cat", "/etc/machine-id")).Text;

        await lab.KillAsync();
        await lab.StartAgainAsync();

        Assert.NotEqual(0, (await lab.ExecAsync("test", "-e", "/run/lost")).ExitCode);
        Assert.Equal("$HOME 'x'\n", (await lab.ExecAsync("cat", "/var/lib/kept")).Stdout);
        Assert.Equal(machine, (await lab.ExecAsync("cat", "/etc/machine-id")).Text);
    }

    [Fact]
    public async Task Lab_Reboot_EndsInOrderAndBootsAgain()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        const string Script = "echo asked-to-stop > /var/lib/goodbye";
        (await lab.ExecAsync(
            "systemd-run", "--quiet", "--unit=goodbye", "-p", $"ExecStop=/bin/sh -c '{Script}'", "sleep", "infinity")).Succeeded();

        await lab.RebootAsync();

        Assert.Equal("asked-to-stop", (await lab.ExecAsync("cat", "/var/lib/goodbye")).Text);
        Assert.Equal("inactive", await lab.UnitPropertyAsync("goodbye.service", "ActiveState"));
    }

    [Fact]
    public async Task Lab_Program_IsInstalledWithAUnitThatSystemdAccepts()
    {
        var lab = await labs.SharedAsync(DebianRelease.Bookworm);
        await lab.InstallProgramAsync();

        var verdict = await lab.ExecAsync("systemd-analyze", "verify", "oci-reconciler.service");

        Assert.Equal("", verdict.Stderr);
        Assert.Equal(0, verdict.ExitCode);
        Assert.Equal("loaded", await lab.UnitPropertyAsync("oci-reconciler.service", "LoadState"));
    }
}
