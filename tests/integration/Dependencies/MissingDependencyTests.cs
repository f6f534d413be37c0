using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>Files come and go in any order: a dependent waits for its dependency, and a dependency for its dependent's leave.</summary>
public sealed class MissingDependencyTests(Labs labs)
{
    [Fact]
    public async Task Dependent_DroppedFirst_WaitsIdlyAndStartsAfterItsDependency()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);

        await controller.DropAsync("user", User("base"));
        await controller.AwaitAsync("user", "waits for base", seen => seen.Has("Degraded", "True", "DependencyNotFound"));
        Assert.Equal("not-found", await lab.UnitPropertyAsync("podman-user.service", "LoadState"));
        await AssertAsksSystemdForNothingAsync(lab);

        await controller.DropAsync("base", Manifest.Of("base", Manifest.Idle()));
        await controller.AwaitReadyAsync("base", "user");
        Assert.Equal(1, await controller.StartsAsync("podman-base.service"));
        Assert.Equal(1, await controller.StartsAsync("podman-user.service"));
    }

    [Fact]
    public async Task Dependency_DeletedWhileRequired_StaysUntilItIsNotRequired()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("base", Manifest.Of("base", Manifest.Idle()));
        await controller.DropAsync("user", User("base"));
        await controller.AwaitReadyAsync("base", "user");
        var before = await controller.LivesAsync("podman-base", "podman-user");

        await controller.DeleteAsync("base");
        var held = await controller.AwaitAsync("base", "is held", seen => seen.Has("Degraded", "True", "InUse"));
        Assert.Contains("user", held.Conditions, StringComparison.Ordinal);
        await controller.SettleAsync();
        Assert.Equal(before, await controller.LivesAsync("podman-base", "podman-user"));

        await controller.EditAsync("user", User());
        await controller.AwaitGoneAsync("podman", "base");
        await controller.AwaitReadyAsync("user");
        Assert.Equal(2, await controller.StartsAsync("podman-user.service"));
    }

    private static string User(params string[] dependencies)
    {
        var spec = Manifest.Idle();
        spec["dependsOn"] = Manifest.Strings(dependencies);
        return Manifest.Of("user", spec);
    }

    // Asking for a unit by a wrong way loads it, which is an event, which would make the controller ask again, without end.
    private static async Task AssertAsksSystemdForNothingAsync(Lab lab)
    {
        var loads = (await lab.ExecAsync(
            "timeout", "--preserve-status", "2", "busctl", "monitor", "--match=type='signal',member='UnitNew',arg0='podman-user.service'"))
            .Stdout.Split("STRING \"podman-user.service\"").Length - 1;
        Assert.True(
            loads < 5, string.Create(CultureInfo.InvariantCulture,
                $"podman-user.service was loaded {loads} times in 2 s by being asked for"));
    }
}
