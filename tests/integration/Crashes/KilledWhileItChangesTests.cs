namespace OciReconciler.IntegrationTests;

/// <summary>The controller dies at each step while it changes; the next one ends it, with nothing left over and nothing twice.</summary>
public sealed class KilledWhileItChangesTests(Labs labs)
{
    [Theory]
    [InlineData("podman", "image-pinned", "prepared", "going-down", "stopped", "released", "defining", "defined", "recorded", "starting",
        "started", "version-is-stable", "image-released")]
    [InlineData("docker", "stopped", "released", "started")]
    public async Task Controller_KilledWhileItChanges_NextOneEndsIt(string engine, params string[] steps)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var scene = await Scene.StartAsync(lab, engine, steps);
        foreach (var step in steps)
        {
            await scene.KillAtAsync(step, () => scene.DropAsync(step, "2"));
            await scene.AssertConvergedAsync(step, "2", starts: 2);
        }

        Figure.Print($"{engine}: killed while it changed, at {steps.Length} steps", "each was ended by the next one");
    }
}
