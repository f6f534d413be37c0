namespace OciReconciler.IntegrationTests;

/// <summary>
/// A workload whose name is the beginning of the id of somebody else's container, which the engines take for a name: it is started,
/// restarted, replaced and removed, and that container runs on.
/// </summary>
public sealed class IdNameTests(Labs labs)
{
    [Theory]
    [InlineData(DebianRelease.Trixie, "podman")]
    [InlineData(DebianRelease.Trixie, "docker")]
    [InlineData(DebianRelease.Bookworm, "podman")]
    [InlineData(DebianRelease.Bookworm, "docker")]
    public async Task NameThatBeginsAnId_WholeLife_LeavesThatContainerAlone(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        var foreign = await RunForeignAsync(lab, engine);
        foreach (var name in NamesOf(foreign, engine))
        {
            var unit = $"{engine}-{name}.service";
            await controller.DropAsync(name, Manifest.Of(name, Manifest.Idle(engine)));
            await controller.AwaitReadyAsync(name);
            var first = await OtherAsync(lab, engine, name, "");

            (await lab.ExecAsync("systemctl", "restart", unit)).Succeeded();
            var second = await OtherAsync(lab, engine, name, first);
            await AssertRunsAsync(lab, engine, foreign);

            (await lab.ExecAsync(engine, "rm", "-f", second)).Succeeded();
            var third = await OtherAsync(lab, engine, name, second);
            await AssertRunsAsync(lab, engine, foreign);

            await controller.AwaitReadyAsync(name);
            await controller.EditAsync(name, Manifest.Of(name, With(Manifest.Idle(engine), "hostname", "other")));
            await OtherAsync(lab, engine, name, third);
            await AssertRunsAsync(lab, engine, foreign);

            await controller.DeleteAsync(name);
            await lab.EventuallyAsync($"get does not show {name}", () => controller.GetAsync(name), seen => seen is null);
            Assert.Equal("", await FindAsync(lab, engine, name));
            Assert.Equal("not-found", await lab.UnitPropertyAsync(unit, "LoadState"));
            await AssertRunsAsync(lab, engine, foreign);
        }
    }

    // One digit and a letter at least, in either case where the engine does not mind it, and podman 5's joker.
    private static string[] NamesOf(string id, string engine)
    {
        var name = id[..4];
        return engine == "podman" ? [name, name.ToUpperInvariant(), $"{name[0]}_{name[2..]}"] : [name];
    }

    private static async Task<string> RunForeignAsync(Lab lab, string engine)
    {
        while (true)
        {
            var id = (await lab.ExecAsync(engine, "run", "-d", Manifest.Tool, "sh", "-c", Manifest.WaitForTerm)).Text;
            if (id[..4].Any(char.IsAsciiLetter))
                return id;
            (await lab.ExecAsync(engine, "rm", "-f", id)).Succeeded();
        }
    }

    private static async Task AssertRunsAsync(Lab lab, string engine, string id) =>
        Assert.Equal($"true {id}", (await lab.ExecAsync(engine, "container", "inspect", "-f", "{{.State.Running}} {{.Id}}", id)).Text);

    private static Task<string> OtherAsync(Lab lab, string engine, string name, string before) => lab.EventuallyAsync(
        $"{engine} runs another container named exactly {name}", () => FindAsync(lab, engine, name), id => id.Length > 0 && id != before);

    // Never by the name alone: the engine's own inspect would take it for the other's id.
    private static async Task<string> FindAsync(Lab lab, string engine, string name) =>
        (await lab.ExecAsync(engine, "ps", "-q", "--no-trunc", "--filter", "status=running", "--filter", $"name=^{name}$", "--filter",
            $"label=oci-reconciler.workload={name}")).Text;

    private static JsonObject With(JsonObject spec, string field, string value)
    {
        spec[field] = value;
        return spec;
    }
}
