using OciReconciler.IntegrationTests.Fixtures;

namespace OciReconciler.IntegrationTests;

/// <summary>The controller dies at each step of what it does; the next one ends it, with nothing left over and nothing twice.</summary>
public sealed class KilledAtEveryStepTests(Labs labs)
{
    [Theory]
    [InlineData("podman", "prepared", "defining", "defined", "recorded", "starting", "started", "version-is-good")]
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

    [Theory]
    [InlineData("podman", "image-kept", "prepared", "going-down", "stopped", "released", "defining", "defined", "recorded", "starting", "started", "version-is-good", "image-released")]
    [InlineData("docker", "stopped", "released", "started")]
    public async Task Controller_KilledWhileItChanges_NextOneEndsIt(string engine, params string[] steps)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var scene = await Scene.StartAsync(lab, engine);
        foreach (var step in steps)
            await scene.DropAsync(step, "1");
        foreach (var step in steps)
            await scene.AwaitGoodAsync(step);
        foreach (var step in steps)
        {
            await scene.KillAtAsync(step, () => scene.DropAsync(step, "2"));
            await scene.AssertConvergedAsync(step, "2", starts: 2);
        }

        Figure.Print($"{engine}: killed while it changed, at {steps.Length} steps", "each was ended by the next one");
    }

    [Theory]
    [InlineData("podman", "version-is-given-up", "image-restored", "released", "defining", "defined", "started")]
    [InlineData("docker", "version-is-given-up", "started")]
    public async Task Controller_KilledWhileItRollsBack_NextOneEndsIt(string engine, params string[] steps)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var scene = await Scene.StartAsync(lab, engine);
        foreach (var step in steps)
            await scene.DropAsync(step, "1");
        foreach (var step in steps)
            await scene.AwaitGoodAsync(step);
        foreach (var step in steps)
        {
            await scene.BreakAsync(step);
            await scene.KillAtAsync(step, () => scene.GiveUpAsync(step));
            await scene.AssertRolledBackAsync(step, "1");
        }

        Figure.Print($"{engine}: killed while it rolled back, at {steps.Length} steps", "each was ended by the next one");
    }

    [Theory]
    [InlineData("podman", "stopped", "released", "forgetting", "forgotten")]
    [InlineData("docker", "released", "forgetting")]
    public async Task Controller_KilledWhileItRemoves_NextOneEndsIt(string engine, params string[] steps)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var scene = await Scene.StartAsync(lab, engine);
        foreach (var step in steps)
            await scene.DropAsync(step, "1");
        foreach (var step in steps)
            await scene.AwaitGoodAsync(step);
        foreach (var step in steps)
        {
            await scene.KillAtAsync(step, () => scene.Controller.DeleteAsync(step));
            await scene.Controller.AwaitGoneAsync(engine, step);
        }

        await scene.AssertNothingElseAsync();
        Figure.Print($"{engine}: killed while it removed, at {steps.Length} steps", "each was ended by the next one");
    }
}
