namespace OciReconciler.IntegrationTests;

/// <summary>What the shipped unit takes from the controller, and that what is left is enough.</summary>
public sealed class SandboxTests(Labs labs)
{
    // systemd-analyze takes tenths: 0 is all that can be taken, 100 nothing.
    private const int MostExposed = 16;

    // Bit 2: CAP_DAC_READ_SEARCH alone.
    private const string Capabilities = "0000000000000004";

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Unit_AsShipped_IsExposedLittle(DebianRelease release)
    {
        var lab = await labs.SharedAsync(release);
        await lab.InstallProgramAsync();

        var security = await lab.ExecAsync("systemd-analyze", "security", "--no-pager", $"--threshold={MostExposed}", Controller.Unit);

        var verdict = security.Stdout.Split('\n').FirstOrDefault(line => line.Contains("Overall exposure level", StringComparison.Ordinal));
        Figure.Print($"systemd-analyze security, {release}", verdict ?? "no verdict");
        Assert.True(security.ExitCode == 0, security.Stdout);
    }

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Process_AsShipped_WritesInItsOwnDirectoriesAlone(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        // As after a boot without any transient unit.
        (await lab.ShellAsync("rmdir /run/systemd/transient 2> /dev/null || ! test -e /run/systemd/transient")).Succeeded();
        await controller.StartAsync();
        var process = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");

        var status = (await lab.ExecAsync("grep", "-E", "^(CapEff|CapBnd|NoNewPrivs|Seccomp):", $"/proc/{process}/status")).Text;
        Assert.Contains($"CapEff:\t{Capabilities}", status, StringComparison.Ordinal);
        Assert.Contains($"CapBnd:\t{Capabilities}", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
        foreach (var directory in new[] {
            "/", "/etc", "/etc/oci-reconciler/manifests", "/usr", "/var/lib", "/run", "/run/systemd/system", "/home", "/root", "/tmp",
            "/dev/shm" })
            Assert.Contains("Read-only file system", (await TouchAsync(directory)).Stderr, StringComparison.Ordinal);
        foreach (var directory in new[] { "/run/oci-reconciler", "/var/lib/oci-reconciler", "/run/systemd/transient" })
            (await TouchAsync(directory)).Succeeded();
        Assert.Equal("lo", (await lab.ExecAsync("nsenter", "-t", process, "-n", "sh", "-c", "ip -o link | cut -d: -f2 | tr -d ' '")).Text);
        Assert.Equal("755", (await lab.ExecAsync("stat", "-c", "%a", "/run/systemd/transient")).Text);

        Task<ExecOutcome> TouchAsync(string directory) => lab.ExecAsync("nsenter", "-t", process, "-m", "touch", $"{directory}/written");
    }

    // Whoever owns them, whoever may read them, wherever they lie: what is edited is seen.
    [Theory]
    [ClassData<LabEngines>]
    public async Task Files_OfOthers_AreReadWhereverTheyLie(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        const string Manifests = "/home/nobody/manifests";
        const string Environment = "/home/nobody/secret/web.env";
        const string Archive = "/tmp/web.tar";
        await lab.WriteFileAsync(Controller.Settings, $$"""{ "manifests": ["{{Manifests}}"] }""");
        await lab.WriteFileAsync(
            $"/etc/systemd/system/{Controller.Unit}.d/config.conf",
            $"[Service]\nExecStart=\nExecStart=/usr/local/bin/oci-reconciler run --config {Controller.Settings}\n");
        (await lab.ShellAsync($"""
            mkdir -p {Manifests} {Path.GetDirectoryName(Environment)}
            echo EDITION=1 > {Environment}
            podman save -q -o {Archive} {Manifest.Tool}
            chown -R nobody /home/nobody {Archive}
            chmod 000 {Environment} {Archive}; chmod 700 /home/nobody/secret
            systemctl daemon-reload
            """)).Succeeded();
        await controller.StartAsync();

        var spec = Manifest.Idle(engine);
        spec["environmentFiles"] = Manifest.Strings(Environment);
        spec["imageFile"] = Archive;
        await lab.WriteFileAsync($"{Manifests}/web.json", Manifest.Of("web", spec));
        (await lab.ShellAsync($"chown nobody {Manifests}/web.json; chmod 600 {Manifests}/web.json")).Succeeded();
        await controller.AwaitReadyAsync("web");
        var container = await controller.ContainerAsync(engine, "web");
        (await lab.ShellAsync($"echo EDITION=2 > {Environment}")).Succeeded();
        await controller.ContainerAsync(engine, "web", otherThan: container);
        await controller.AwaitReadyAsync("web");
    }

    // systemd 252 writes what it does not read back. The directory of these files comes with the first of them.
    [Fact]
    public async Task TransientUnits_OfAHostThatHadNone_AreCorrected()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Bookworm);
        var controller = await Controller.InstallAsync(lab);
        (await lab.ShellAsync("rm -rf /run/systemd/transient")).Succeeded();
        await controller.StartAsync();
        var spec = Manifest.Idle();
        spec["environment"] = new JsonObject { ["PRICE"] = "$5; no more" };
        spec["cmd"] = Manifest.Strings("sh", "-c", Manifest.WaitForTerm, "$HOME;");
        await controller.DropAsync("web", Manifest.Of("web", spec));
        await controller.AwaitReadyAsync("web");

        Assert.DoesNotContain(
            "\\$", (await lab.ExecAsync("cat", "/run/systemd/transient/podman-web.service")).Stdout, StringComparison.Ordinal);
        (await lab.ShellAsync("systemctl daemon-reload; systemctl restart podman-web.service")).Succeeded();
        Assert.Contains(
            "\"$HOME;\"", (await lab.ExecAsync("podman", "inspect", "-f", "{{json .Config.Cmd}}", "web")).Stdout, StringComparison.Ordinal);
    }
}
