namespace OciReconciler.IntegrationTests;

/// <summary>
/// Whatever umask the service has: nothing of the controller's is writable by others, what is secret is not readable by them, and what is
/// for everybody is.
/// </summary>
public sealed class ModesTests(Labs labs)
{
    private const string Open = "find /run/oci-reconciler /var/lib/oci-reconciler -perm /022 ! -type l";
    private const string Secret = "find /run/oci-reconciler/settings.json /var/lib/oci-reconciler/* -maxdepth 0 -perm /077";

    [Theory]
    [InlineData("0000")]
    [InlineData("0077")]
    public async Task Service_WithAnyUmask_MakesWhatItMakesForWhomItIs(string umask)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        // Without systemd's help: it makes the directories of a service with modes of its own. So the service makes them, which its unit
        // does not let it.
        await lab.WriteFileAsync($"/etc/systemd/system/{Controller.Unit}.d/umask.conf", $"""
            [Service]
            UMask={umask}
            RuntimeDirectory=
            StateDirectory=
            ProtectSystem=no
            ReadOnlyPaths=
            Environment=http_proxy=http://user:hidden@proxy.test:3128
            """);
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        await controller.StartAsync();
        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle()));
        await controller.AwaitReadyAsync("web");
        (await controller.CommandAsync("restart", "web")).Succeeded();
        (await controller.CommandAsync("pause", "web")).Succeeded();

        Assert.Equal("", (await lab.ShellAsync(Open)).Text);
        Assert.Equal("", (await lab.ShellAsync(Secret)).Text);
        var shown = await lab.ExecAsync("runuser", "-u", "nobody", "--", "oci-reconciler", "get");
        Assert.Contains("web", shown.Text, StringComparison.Ordinal);
        Assert.NotEqual(0, (await lab.ExecAsync("runuser", "-u", "nobody", "--", "cat", "/run/oci-reconciler/settings.json")).ExitCode);
        var resumed = await lab.ExecAsync("runuser", "-u", "nobody", "--", "oci-reconciler", "resume", "web");
        Assert.True(resumed.ExitCode != 0, resumed.ToString());
        Assert.Contains("This must run as root", resumed.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifests_WritableByOthers_AreTakenWithAWarningUntilTheyAreNot()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle()));
        await controller.AwaitReadyAsync("web");
        Assert.DoesNotContain("can be changed by", (await controller.CommandAsync("get")).Stdout, StringComparison.Ordinal);

        (await lab.ShellAsync($"chown nobody {Controller.Manifests}/web.json; chmod 777 /etc/oci-reconciler")).Succeeded();
        await lab.EventuallyAsync(
            "get warns",
            async () => (await controller.CommandAsync("get")).Stdout,
            shown => shown.Contains("web.json can be changed by its owner", StringComparison.Ordinal)
                && shown.Contains("/etc/oci-reconciler can be changed by everybody", StringComparison.Ordinal));
        var validated = await controller.CommandAsync("validate", Controller.Manifests);
        Assert.Equal(0, validated.ExitCode);
        Assert.Contains("web.json can be changed by its owner", validated.Stderr, StringComparison.Ordinal);
        Assert.Contains("/etc/oci-reconciler can be changed by everybody", validated.Stderr, StringComparison.Ordinal);

        (await lab.ShellAsync($"chown root {Controller.Manifests}/web.json; chmod 755 /etc/oci-reconciler")).Succeeded();
        await lab.EventuallyAsync(
            "get warns no more",
            async () => (await controller.CommandAsync("get")).Stdout,
            shown => !shown.Contains("can be changed by", StringComparison.Ordinal));
    }
}
