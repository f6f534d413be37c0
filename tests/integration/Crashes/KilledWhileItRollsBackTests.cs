namespace OciReconciler.IntegrationTests;

/// <summary>
/// The controller dies at each step while it rolls a change back; the next one ends it, with nothing left over and nothing twice.
/// </summary>
public sealed class KilledWhileItRollsBackTests(Labs labs)
{
    [Theory]
    [InlineData("podman", "version-is-given-up", "image-found", "released", "defining", "defined", "started")]
    [InlineData("docker", "version-is-given-up", "started")]
    public async Task Controller_KilledWhileItRollsBack_NextOneEndsIt(string engine, params string[] steps)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var scene = await Scene.StartAsync(lab, engine, steps);
        foreach (var step in steps)
        {
            await scene.BreakAsync(step);
            await scene.KillAtAsync(step, () => scene.GiveUpAsync(step));
            await scene.AssertRolledBackAsync(step, "1");
        }

        Figure.Print($"{engine}: killed while it rolled back, at {steps.Length} steps", "each was ended by the next one");
    }
}
