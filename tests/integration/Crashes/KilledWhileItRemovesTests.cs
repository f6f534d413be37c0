namespace OciReconciler.IntegrationTests;

/// <summary>The controller dies at each step while it removes; the next one ends it, with nothing left over and nothing twice.</summary>
public sealed class KilledWhileItRemovesTests(Labs labs)
{
    [Theory]
    [InlineData("podman", "stopped", "released", "forgetting", "forgotten")]
    [InlineData("docker", "released", "forgetting")]
    public async Task Controller_KilledWhileItRemoves_NextOneEndsIt(string engine, params string[] steps)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var scene = await Scene.StartAsync(lab, engine, steps);
        foreach (var step in steps)
        {
            await scene.KillAtAsync(step, () => scene.Controller.DeleteAsync(step));
            await scene.Controller.AwaitGoneAsync(engine, step);
        }

        await scene.AssertNothingElseAsync();
        Figure.Print($"{engine}: killed while it removed, at {steps.Length} steps", "each was ended by the next one");
    }
}
