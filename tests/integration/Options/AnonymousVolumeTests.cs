using OciReconciler.IntegrationTests.Fixtures;

namespace OciReconciler.IntegrationTests;

/// <summary>Volumes that nobody named, of containers whose end their engine did not see.</summary>
public sealed class AnonymousVolumeTests(Labs labs)
{
    // The power is cut, so that podman cannot remove the container, and the manifest is gone when the controller comes back.
    [Fact]
    public async Task AnonymousVolume_ControllerRemovesALeftContainer_GoesWithItAndNamedOnesStay()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        var spec = Manifest.Idle();
        spec["volumes"] = Manifest.Strings("/scratch", "kept:/kept");
        await controller.DropAsync("left", Manifest.Of("left", spec));
        await controller.AwaitReadyAsync("left");
        Assert.Equal(2, (await VolumesAsync(lab)).Length);

        await lab.KillAsync();
        await lab.StartAgainAsync();
        Assert.Equal(2, (await VolumesAsync(lab)).Length);
        await controller.DeleteAsync("left");
        await controller.StartAsync();

        await controller.AwaitGoneAsync("podman", "left");
        await lab.EventuallyAsync("the anonymous volume is gone", () => VolumesAsync(lab), volumes => volumes is ["kept"]);
    }

    private static async Task<string[]> VolumesAsync(Lab lab) =>
        (await lab.ExecAsync("podman", "volume", "ls", "--quiet")).Succeeded().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
