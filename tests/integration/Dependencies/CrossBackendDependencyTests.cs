using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>A workload of one engine needs a workload of the other, whose unit has a name of its own.</summary>
[Collection<OptionsHost>]
public sealed class CrossBackendDependencyTests(OptionsHost host)
{
    [Theory]
    [InlineData("podman", "docker")]
    [InlineData("docker", "podman")]
    public async Task Dependent_OnAnotherEngine_StartsAfterStopsWithAndFollowsTheOthersServiceName(string engine, string other)
    {
        var (baseName, userName) = ($"base-of-{engine}", $"user-of-{other}");
        var (baseUnit, userUnit) = ($"its-own-{other}.service", $"{engine}-{userName}.service");
        await host.Controller.DropAsync(userName, User(userName, engine, baseName));
        await host.Controller.DropAsync(baseName, Base(baseName, other, $"its-own-{other}"));
        await host.Controller.AwaitReadyAsync(baseName, userName);

        Assert.Contains(baseUnit, await WordsAsync(userUnit, "After"));
        Assert.Contains(baseUnit, await WordsAsync(userUnit, "Requires"));
        Assert.True(await TimeAsync(baseUnit, "ActiveEnter") < await TimeAsync(userUnit, "ActiveEnter"));

        (await host.Lab.ExecAsync("systemctl", "stop", baseUnit)).Succeeded();
        Assert.True(await TimeAsync(userUnit, "InactiveEnter") is var stopped and > 0
            && stopped <= await TimeAsync(baseUnit, "InactiveEnter"));
        await host.Controller.AwaitUnitAsync(userUnit, "active");
        await host.Controller.AwaitReadyAsync(baseName, userName);
        Assert.Equal((2, 2), (await host.Controller.StartsAsync(baseUnit), await host.Controller.StartsAsync(userUnit)));

        // The dependent's unit names the other's: with another name it has to be defined anew.
        await host.Controller.EditAsync(baseName, Base(baseName, other, $"renamed-{other}"));
        await host.Controller.AwaitReadyAsync(userName);
        Assert.Contains($"renamed-{other}.service", await WordsAsync(userUnit, "Requires"));
        Assert.DoesNotContain(baseUnit, await WordsAsync(userUnit, "After"));
        Assert.Equal("not-found", await host.Lab.UnitPropertyAsync(baseUnit, "LoadState"));
    }

    [Fact]
    public async Task Dependency_DeletedWhileRequired_GoesWhenItsDependentIsGone()
    {
        await host.Controller.DropAsync("held-base", Base("held-base", "docker", "held-base"));
        await host.Controller.DropAsync("held-user", User("held-user", "podman", "held-base"));
        await host.Controller.AwaitReadyAsync("held-base", "held-user");
        var container = await host.Controller.ContainerAsync("docker", "held-base");

        await host.Controller.DeleteAsync("held-base");
        await host.Controller.AwaitAsync("held-base", "is held", seen => seen.Has("Degraded", "True", "InUse"));
        Assert.Equal(container, await host.Controller.FindContainerAsync("docker", "held-base"));

        await host.Controller.DeleteAsync("held-user");
        await host.Controller.AwaitGoneAsync("podman", "held-user");
        await host.Controller.AwaitGoneAsync("docker", "held-base");
    }

    private static string Base(string name, string engine, string serviceName)
    {
        var spec = Manifest.Idle(engine);
        spec["serviceName"] = serviceName;
        return Manifest.Of(name, spec);
    }

    private static string User(string name, string engine, string dependency)
    {
        var spec = Manifest.Idle(engine);
        spec["dependsOn"] = Manifest.Strings(dependency);
        return Manifest.Of(name, spec);
    }

    private async Task<string[]> WordsAsync(string unit, string property) => (await host.Lab.UnitPropertyAsync(unit, property)).Split(' ');

    private async Task<long> TimeAsync(string unit, string change) =>
        long.Parse(await host.Lab.UnitPropertyAsync(unit, $"{change}TimestampMonotonic"), CultureInfo.InvariantCulture);
}
