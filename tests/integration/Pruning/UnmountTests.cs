namespace OciReconciler.IntegrationTests;

/// <summary>
/// The manifests lie on a file system of their own, which goes away: what is left is an empty directory, and not an empty desired state.
/// </summary>
public sealed class UnmountTests(Labs labs)
{
    private const string Memory = "/var/lib/oci-reconciler/filesystems.json";

    // So few that no other guard would hold them.
    private static readonly string[] Names = ["one", "two"];
    private static readonly string[] Units = ["podman-one", "podman-two"];

    [Fact]
    public async Task Unmount_RunningRestartedAndRebooted_RemovesNothingAndSaysWhatToDo()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        (await lab.ShellAsync("mkdir /mnt/store; mount -t tmpfs store /mnt/store")).Succeeded();
        await MountAsync(lab);
        foreach (var name in Names)
            await controller.DropAsync(name, Manifest.Of(name, Manifest.Idle()));
        (await lab.ExecAsync("systemctl", "enable", "--now", Controller.Unit)).Succeeded();
        await controller.AwaitReadyAsync(Names);
        var lives = await controller.LivesAsync(Units);

        await UnmountAsync(lab);
        await AwaitHeldAsync(controller);
        Assert.Equal(lives, await controller.LivesAsync(Units));

        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        await AwaitHeldAsync(controller);
        await controller.SettleAsync();
        Assert.Equal(lives, await controller.LivesAsync(Units));

        await MountAsync(lab);
        await controller.AwaitReadyAsync(Names);
        await controller.AwaitAsync("one", "is declared again", seen => seen.Has("ManifestValid", "True"));
        Assert.Equal(lives, await controller.LivesAsync(Units));

        await lab.RebootAsync();
        await controller.AwaitUnitAsync(Controller.Unit, "active");
        await AwaitHeldAsync(controller);
        await controller.LivesAsync(Units);

        (await lab.ShellAsync($"rm {Memory}; systemctl restart {Controller.Unit}")).Succeeded();
        foreach (var name in Names)
            await controller.AwaitGoneAsync("podman", name);
    }

    [Fact]
    public async Task Unmount_OfABindMountAboveTheDirectory_RemovesNothing()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        var parent = Path.GetDirectoryName(Controller.Manifests)!;
        (await lab.ShellAsync($"cp -a {parent} /srv/store && mount --bind /srv/store {parent}")).Succeeded();
        foreach (var name in Names)
            await controller.DropAsync(name, Manifest.Of(name, Manifest.Idle()));
        await controller.StartAsync();
        await controller.AwaitReadyAsync(Names);
        var lives = await controller.LivesAsync(Units);

        (await lab.ShellAsync($"systemctl stop {Controller.Unit} && umount {parent} && systemctl start {Controller.Unit}")).Succeeded();
        foreach (var name in Names)
        {
            var held = await controller.AwaitAsync(name, "is kept", seen => seen.Has("ManifestValid", "False")
                && seen.Has("Ready", "True"));
            Assert.Contains("something was mounted or unmounted above it", held.Conditions, StringComparison.Ordinal);
        }

        Assert.Equal(lives, await controller.LivesAsync(Units));
        (await lab.ExecAsync("mount", "--bind", "/srv/store", parent)).Succeeded();
        foreach (var name in Names)
            await controller.AwaitAsync(name, "is declared again", seen => seen.Has("ManifestValid", "True"));
        Assert.Equal(lives, await controller.LivesAsync(Units));
    }

    private static async Task MountAsync(Lab lab) =>
        (await lab.ExecAsync("mount", "--bind", "/mnt/store", Controller.Manifests)).Succeeded();

    private static async Task UnmountAsync(Lab lab) => (await lab.ExecAsync("umount", Controller.Manifests)).Succeeded();

    private static async Task AwaitHeldAsync(Controller controller)
    {
        foreach (var name in Names)
        {
            var held = await controller.AwaitAsync(name, "is kept", seen => seen.Has("ManifestValid", "False")
                && seen.Has("Ready", "True"));
            Assert.Contains($"{Controller.Manifests} was the mount point of store", held.Conditions, StringComparison.Ordinal);
            Assert.Contains($"remove {Memory} and restart the controller", held.Conditions, StringComparison.Ordinal);
        }

        Assert.Contains("nothing is mounted there now", (await controller.CommandAsync("get")).Stdout, StringComparison.Ordinal);
    }
}
