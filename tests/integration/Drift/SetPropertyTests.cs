namespace OciReconciler.IntegrationTests;

/// <summary>What <c>systemctl set-property</c> has set on a unit of ours, which systemd drops with the unit's definition.</summary>
public sealed class SetPropertyTests(Labs labs)
{
    [Theory]
    [InlineData(DebianRelease.Trixie, "podman", false)]
    [InlineData(DebianRelease.Trixie, "docker", true)]
    [InlineData(DebianRelease.Bookworm, "podman", false)]
    public async Task SetProperty_UnitIsToBeDefinedAnew_PlanAndEventNameWhatIsLostAndADropInStays(
        DebianRelease release, string engine, bool isRuntime)
    {
        const string Edited = "/root/edited.json";
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        var unit = $"{engine}-limited.service";
        await controller.DropAsync("limited", Limited(engine, "1"));
        await controller.AwaitReadyAsync("limited");
        await lab.WriteFileAsync($"/etc/systemd/system/{unit}.d/limits.conf", "[Service]\nTasksMax=777\n");
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        string[] how = isRuntime ? ["--runtime"] : [];
        (await lab.ExecAsync(["systemctl", "set-property", .. how, unit, "CPUWeight=55"])).Succeeded();
        Assert.Equal("55", await lab.UnitPropertyAsync(unit, "CPUWeight"));
        await lab.WriteFileAsync(Edited, Limited(engine, "2"));

        var plan = await controller.CommandAsync("plan", Edited);
        Assert.Equal(3, plan.ExitCode);
        Assert.Contains($"{unit} loses what systemctl set-property has set (CPUWeight=55)", plan.Stdout, StringComparison.Ordinal);

        await controller.EditAsync("limited", Limited(engine, "2"));
        Assert.NotEqual("55", await lab.UnitPropertyAsync(unit, "CPUWeight"));
        Assert.Equal("777", await lab.UnitPropertyAsync(unit, "TasksMax"));
        var events = (await controller.CommandAsync("events", "limited")).Succeeded().Stdout;
        Assert.Contains("systemctl set-property has set (CPUWeight=55)", events, StringComparison.Ordinal);
        Assert.Equal(0, (await controller.CommandAsync("plan", Edited)).ExitCode);
    }

    private static string Limited(string engine, string edition)
    {
        var spec = Manifest.Idle(engine);
        spec["labels"] = new JsonObject { ["edition"] = edition };
        return Manifest.Of("limited", spec);
    }
}
