namespace OciReconciler.IntegrationTests;

/// <summary>
/// Units, slices and directories of an administrator under names that the controller would use: a conflict, and left alone.
/// </summary>
public sealed class NamesOfOthersTests(Labs labs)
{
    private const string Redis = "/run/redis";

    [Fact]
    public async Task DirectoryInRun_OfSomebodyElse_IsLeftAloneUntilItIsRemoved()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        // That it goes away is noticed without a resync.
        await controller.ResyncEveryAsync(3600);
        await controller.StartAsync();
        (await lab.ShellAsync($"install -d -o nobody -m 750 {Redis}; touch {Redis}/redis.sock")).Succeeded();
        var owner = await StatAsync(lab, Redis);

        await controller.DropAsync("redis", Notifying("redis", "1"));
        await controller.AwaitAsync("redis", "is in conflict", seen => seen.Has("Degraded", "True", "RuntimeDirectoryConflict"));
        await controller.DeleteAsync("redis");
        await lab.EventuallyAsync("get does not show redis", () => controller.GetAsync("redis"), seen => seen is null);
        Assert.Equal(owner, await StatAsync(lab, Redis));
        (await lab.ExecAsync("test", "-e", $"{Redis}/redis.sock")).Succeeded();

        await controller.DropAsync("redis", Notifying("redis", "1"));
        await controller.AwaitAsync("redis", "is in conflict", seen => seen.Has("Degraded", "True", "RuntimeDirectoryConflict"));
        (await lab.ExecAsync("rm", "-r", Redis)).Succeeded();
        await controller.AwaitReadyAsync("redis");
        Assert.Equal("64", (await lab.ExecAsync("stat", "-c", "%s", $"{Redis}/ctr-id")).Text);
        // Its own is no conflict, neither while it runs nor after a restart.
        await controller.EditAsync("redis", Notifying("redis", "2"));
        (await controller.CommandAsync("restart", "redis")).Succeeded();
        await controller.AwaitReadyAsync("redis");
    }

    [Fact]
    public async Task UnitsNamedAsTheControllersOwn_AreLeftAlone()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        string[] units = ["oci-str-image.service", "oci-reconciler-podman-exporter.service"];
        foreach (var unit in units)
            (await lab.ExecAsync("systemd-run", $"--unit={unit}", "sleep", "infinity")).Succeeded();
        var before = await Task.WhenAll(units.Select(unit => lab.UnitPropertyAsync(unit, "MainPID")));
        await lab.WriteFileAsync("/opt/stream", "#!/bin/sh\nexec cat /usr/share/oci-demo/tool-1.tar\n");
        (await lab.ExecAsync("chmod", "+x", "/opt/stream")).Succeeded();

        var spec = Manifest.Idle();
        spec["imageStream"] = "/opt/stream";
        await controller.DropAsync("str", Manifest.Of("str", spec));
        await controller.AwaitAsync("str", "is in conflict", seen => seen.Has("Degraded", "True", "UnitConflict"));
        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        await controller.AwaitAsync("str", "is in conflict again", seen => seen.Has("Degraded", "True", "UnitConflict"));
        Assert.Equal(before, await Task.WhenAll(units.Select(unit => lab.UnitPropertyAsync(unit, "MainPID"))));

        (await lab.ExecAsync("systemctl", "stop", units[0])).Succeeded();
        await controller.AwaitReadyAsync("str");
    }

    [Fact]
    public async Task SliceAndUnitOfThatName_OfSomebodyElse_AreLeftAlone()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        (await lab.ExecAsync("systemd-run", "--slice=oci-web.slice", "--unit=inside.service", "sleep", "infinity")).Succeeded();
        (await lab.ExecAsync("systemd-run", "--unit=podman-site.service", "sleep", "infinity")).Succeeded();

        await controller.DropAsync("web", Manifest.Of("web", Manifest.Idle()));
        await controller.DropAsync("site", Manifest.Of("site", Manifest.Idle()));
        foreach (var name in new[] { "web", "site" })
            await controller.AwaitAsync(name, "is in conflict", seen => seen.Has("Degraded", "True", "UnitConflict"));
        foreach (var command in new[] { "stop", "start" })
            Assert.Contains("somebody else", (await controller.CommandAsync(command, "site")).Stderr, StringComparison.Ordinal);
        await controller.DeleteAsync("web");
        await controller.DeleteAsync("site");
        await lab.EventuallyAsync("get shows neither", () => controller.GetAsync("web"), seen => seen is null);
        foreach (var unit in new[] { "oci-web.slice", "inside.service", "podman-site.service" })
            Assert.Equal("active", await lab.UnitPropertyAsync(unit, "ActiveState"));
    }

    // podman's own store is all that the controller asks about.
    [Fact]
    public async Task OptionsForAnotherStore_UnitRunsAndItIsSaidWhatIsNotWatched()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        const string Root = "--root=/var/lib/containers/other";
        (await lab.ExecAsync("podman", Root, "load", "-q", "-i", "/usr/share/oci-demo/tool-1.tar")).Succeeded();

        var spec = Manifest.Idle();
        spec["preRunExtraOptions"] = Manifest.Strings(Root);
        await controller.DropAsync("apart", Manifest.Of("apart", spec));
        await controller.AwaitAsync("apart", "is ready and not watched", seen => seen.IsReady && seen.Has("Ready", "True", "NotWatched"));
        Assert.Equal("apart", (await lab.ExecAsync("podman", Root, "ps", "--format", "{{.Names}}")).Text);
        Assert.Equal("", (await lab.ExecAsync("podman", "ps", "-a", "--format", "{{.Names}}")).Text);
        Assert.Equal(1, await controller.StartsAsync("podman-apart.service"));
    }

    private static string Notifying(string name, string version)
    {
        var spec = Manifest.Idle();
        spec["podman"] = new JsonObject { ["sdnotify"] = "healthy" };
        spec["environment"] = new JsonObject { ["V"] = version };
        spec["healthCheck"] = new JsonObject { ["test"] = Manifest.Strings("CMD-SHELL", "true"), ["interval"] = "1s" };
        return Manifest.Of(name, spec);
    }

    private static async Task<string> StatAsync(Lab lab, string path) => (await lab.ExecAsync("stat", "-c", "%U %a %i", path)).Text;
}
