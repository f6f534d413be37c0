namespace OciReconciler.IntegrationTests;

/// <summary>Directories of the settings file that the shipped unit does not know of: what is said, and that what is said helps.</summary>
public sealed class OtherDirectoriesTests(Labs labs)
{
    private const string DropIn = $"/etc/systemd/system/{Controller.Unit}.d/directories.conf";

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task StateDirectory_ThatTheUnitForbids_IsReportedAndTheDropInHelps(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        (await lab.ExecAsync("mkdir", "-p", "/srv/state")).Succeeded();
        await controller.ConfigureAsync("{ \"stateDirectory\": \"/srv/state\" }");
        var cursor = await lab.JournalCursorAsync();
        await controller.StartAsync();
        await controller.AwaitLogAsync(cursor, "/srv/state cannot be written, and nothing is kept over a restart: ");
        await controller.AwaitLogAsync(cursor, "name the directory in ReadWritePaths=");

        // What is declared runs all the same.
        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle()));
        await controller.AwaitReadyAsync("web");
        var lives = await controller.LivesAsync("podman-web");
        await lab.EventuallyAsync(
            "get says so",
            async () => (await controller.CommandAsync("get")).Stdout,
            shown => shown.Contains("name the directory in ReadWritePaths=", StringComparison.Ordinal));

        cursor = await lab.JournalCursorAsync();
        await LoosenAsync(lab, "ReadWritePaths=/srv/state");
        await controller.StartAsync();
        await controller.SettleAsync();
        Assert.Equal(lives, await controller.LivesAsync("podman-web"));
        (await lab.ExecAsync("test", "-s", "/srv/state/desired/web.json")).Succeeded();
        Assert.DoesNotContain("cannot be written", string.Join('\n', await lab.JournalSinceAsync(cursor)), StringComparison.Ordinal);
        Assert.DoesNotContain("ReadWritePaths", (await controller.CommandAsync("get")).Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/run/other", "RuntimeDirectory=other")]
    [InlineData("/srv/other", "ReadWritePaths=/srv/other")]
    public async Task RuntimeDirectory_ThatTheUnitForbids_IsReportedAndTheDropInHelps(string directory, string remedy)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        (await lab.ExecAsync("mkdir", "-p", "/srv/other")).Succeeded();
        await controller.ConfigureAsync($$"""{ "runtimeDirectory": "{{directory}}" }""");
        var cursor = await lab.JournalCursorAsync();
        Assert.NotEqual(0, (await lab.ExecAsync("systemctl", "start", Controller.Unit)).ExitCode);
        await controller.AwaitLogAsync(cursor, "The lock of this host's controller cannot be made: Read-only file system");
        await controller.AwaitLogAsync(cursor, "name the directory in ReadWritePaths= (RuntimeDirectory= for one in /run)");

        await LoosenAsync(lab, remedy);
        await controller.StartAsync();
        (await lab.ExecAsync("test", "-e", $"{directory}/settings.json")).Succeeded();
    }

    // Root without its rights is somebody like others: what it may not write is not mistaken for a disk that is full.
    [Fact]
    public async Task StateDirectory_OfAnotherUser_IsReportedAndTheDropInHelps()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        (await lab.ShellAsync("mkdir -m 700 /srv/state && chown nobody /srv/state")).Succeeded();
        await controller.ConfigureAsync("{ \"stateDirectory\": \"/srv/state\" }");
        await LoosenAsync(lab, "ReadWritePaths=/srv/state");
        var cursor = await lab.JournalCursorAsync();
        await controller.StartAsync();
        await controller.AwaitLogAsync(cursor, "chown root it, or set CapabilityBoundingSet=CAP_DAC_OVERRIDE in a drop-in");

        cursor = await lab.JournalCursorAsync();
        await LoosenAsync(lab, "ReadWritePaths=/srv/state\nCapabilityBoundingSet=CAP_DAC_OVERRIDE");
        await controller.StartAsync();
        (await lab.ExecAsync("test", "-e", "/srv/state/inputs.key")).Succeeded();
        Assert.DoesNotContain("cannot be written", string.Join('\n', await lab.JournalSinceAsync(cursor)), StringComparison.Ordinal);
    }

    // As the documents say.
    private static async Task LoosenAsync(Lab lab, string settings)
    {
        await lab.WriteFileAsync(DropIn, $"[Service]\n{settings}\n");
        (await lab.ShellAsync(
            $"systemctl stop {Controller.Unit}; systemctl reset-failed {Controller.Unit} 2> /dev/null || true; systemctl daemon-reload"))
                .Succeeded();
    }
}
