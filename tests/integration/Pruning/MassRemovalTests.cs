namespace OciReconciler.IntegrationTests;

/// <summary>More than half of all manifests vanish at once.</summary>
public sealed class MassRemovalTests(Labs labs)
{
    private static readonly string[] Names = ["one", "two", "three", "four", "five"];
    private static readonly string[] Units = [.. Names.Select(name => $"podman-{name}")];

    [Fact]
    public async Task Manifests_MostVanish_AreKeptForAGraceThenRemovedAndThoseThatCameBackWereNeverTouched()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await StartAsync(lab, graceSeconds: 8);
        var lives = await controller.LivesAsync(Units);

        (await lab.ShellAsync($"cd {Controller.Manifests}; mkdir /aside; mv two.json three.json four.json five.json /aside")).Succeeded();
        foreach (var name in Names[1..])
        {
            var held = await controller.AwaitAsync(name, "is held", seen => seen.Has("Degraded", "True", "MassRemovalHeld")
                && seen.Has("ManifestValid", "False", "MassRemovalHeld"));
            Assert.Contains("--allow-mass-removal", held.Conditions, StringComparison.Ordinal);
        }

        var all = (await controller.CommandAsync("get")).Succeeded().Stdout;
        Assert.Contains(
            "4 workloads of 5 are declared by no manifest any more, and vanished at once: five, four, three, two.", all,
            StringComparison.Ordinal);
        Assert.Contains("MassRemovalHeld", (await controller.CommandAsync("events", "two")).Stdout, StringComparison.Ordinal);
        Assert.Contains("MassRemovalHeld: 4 workloads of 5", await lab.JournalAsync(Controller.Unit), StringComparison.Ordinal);

        (await lab.ShellAsync($"mv /aside/two.json /aside/three.json {Controller.Manifests}")).Succeeded();
        await controller.AwaitReadyAsync("two", "three");
        await controller.AwaitGoneAsync("podman", "four");
        await controller.AwaitGoneAsync("podman", "five");
        lives.Remove("podman-four");
        lives.Remove("podman-five");
        Assert.Equal(lives, await controller.LivesAsync(Units[..3]));
        Assert.False((await controller.GetAsync("two"))!.Has("Degraded", "True"));
    }

    [Fact]
    public async Task Once_MostVanish_RefusesUntilItIsAllowed()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await StartAsync(lab, graceSeconds: 600);
        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        (await lab.ShellAsync($"rm {Controller.Manifests}/*")).Succeeded();
        string[] once = ["run", "--once", "--config", Controller.Settings, "--manifests", Controller.Manifests];

        var refused = await controller.CommandAsync(once);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("MassRemovalHeld: 5 workloads of 5", refused.Stderr, StringComparison.Ordinal);
        await controller.LivesAsync(Units);

        (await controller.CommandAsync([.. once, "--allow-mass-removal"])).Succeeded();
        foreach (var name in Names)
            await controller.AwaitGoneAsync("podman", name);
    }

    private static async Task<Controller> StartAsync(Lab lab, int graceSeconds)
    {
        var controller = await Controller.InstallAsync(lab);
        await controller.ConfigureAsync($"{{\"massRemovalGraceSeconds\": {graceSeconds}}}");
        foreach (var name in Names)
            await controller.DropAsync(name, Manifest.Of(name, Manifest.Idle()));
        await controller.StartAsync();
        await controller.AwaitReadyAsync(Names);
        return controller;
    }
}
