namespace OciReconciler.IntegrationTests;

/// <summary>The controller dies at each step while it creates; the next one ends it, with nothing left over and nothing twice.</summary>
public sealed class KilledWhileItCreatesTests(Labs labs)
{
    [Theory]
    [InlineData("podman", "prepared", "defining", "defined", "recorded", "starting", "started", "version-is-stable")]
    [InlineData("docker", "defined", "started")]
    public async Task Controller_KilledWhileItCreates_NextOneEndsIt(string engine, params string[] steps)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var scene = await Scene.StartAsync(lab, engine);
        foreach (var step in steps)
        {
            await scene.KillAtAsync(step, () => scene.DropAsync(step, "1"));
            await scene.AssertConvergedAsync(step, "1", starts: 1);
        }

        Figure.Print($"{engine}: killed while it created, at {steps.Length} steps", "each was ended by the next one");
    }
}
