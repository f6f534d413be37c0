using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>A chain of three: top needs middle, middle needs bottom.</summary>
public sealed class DependencyChainTests(Labs labs)
{
    private static readonly string[] Names = ["bottom", "middle", "top"];

    [Theory]
    [ClassData<LabEngines>]
    public async Task Chain_EachMemberEdited_RestartsItAndWhatIsAboveOnceEach(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await StartChainAsync(lab, engine);
        var active = await EnteredActiveAsync(lab, engine);
        Assert.True(active[0] < active[1] && active[1] < active[2], $"the chain became active in the order of {string.Join(", ", active)}");
        Assert.Equal("1 1 1", await StartsAsync(controller, engine));

        await controller.EditAsync("bottom", Member("bottom", engine, "2"));
        Assert.Equal("2 2 2", await StartsWhenSettledAsync(controller, engine));

        await controller.EditAsync("top", Member("top", engine, "2"));
        Assert.Equal("2 2 3", await StartsWhenSettledAsync(controller, engine));
    }

    [Theory]
    [InlineData("bottom", "top")]
    [InlineData("top", "bottom")]
    public async Task Chain_BottomAndTopEditedTogether_RestartsEachOnceAsEdited(string first, string second)
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await StartChainAsync(lab, "podman");

        await lab.WriteFileAsync("/run/edits/bottom.json", Member("bottom", "podman", "2"));
        await lab.WriteFileAsync("/run/edits/top.json", Member("top", "podman", "2"));
        // On another file system: each is copied under a hidden name, then both are renamed.
        (await lab.ShellAsync($"""
            cd {Controller.Manifests}
            cp /run/edits/{first}.json .{first}; cp /run/edits/{second}.json .{second}
            mv .{first} {first}.json; mv .{second} {second}.json
            """)).Succeeded();

        await controller.AwaitAsync("bottom", "is as edited", seen => seen is { Generation: 2, IsReady: true });
        await controller.AwaitAsync("top", "is as edited", seen => seen is { Generation: 2, IsReady: true });
        Assert.Equal("2 2 2", await StartsWhenSettledAsync(controller, "podman"));
        Assert.Equal("2", await EditionAsync(controller, "bottom"));
        Assert.Equal("2", await EditionAsync(controller, "top"));
    }

    [Fact]
    public async Task Chain_TopGetsAnotherImageWhileBottomIsBeingReplaced_StartsOnceMore()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await StartChainAsync(lab, "podman", topEnds: "sleep 3; exit 0");

        await controller.DropAsync("bottom", Member("bottom", "podman", "2"));
        await controller.AwaitUnitAsync("podman-top.service", "deactivating");
        var top = new JsonObject { ["image"] = "localhost/oci-demo/db:1", ["dependsOn"] = Manifest.Strings("middle") };
        await controller.DropAsync("top", Manifest.Of("top", top));

        await controller.AwaitAsync("top", "is as edited", seen => seen is { Generation: 2, IsReady: true });
        Assert.Equal("2 2 2", await StartsWhenSettledAsync(controller, "podman"));
        var container = await controller.ContainerAsync("podman", "top");
        Assert.Equal("localhost/oci-demo/db:1", (await lab.ExecAsync("podman", "inspect", "-f", "{{.ImageName}}", container)).Text);
    }

    private static async Task<Controller> StartChainAsync(Lab lab, string engine, string topEnds = "exit 0")
    {
        var controller = await Controller.StartAsync(lab);
        foreach (var name in Names.Reverse())
        {
            await controller.DropAsync(name, Member(name, engine, "1", name == "top" ? topEnds : "exit 0"));
        }

        await controller.AwaitReadyAsync(Names);
        return controller;
    }

    private static string Member(string name, string engine, string edition, string ends = "exit 0")
    {
        var spec = new JsonObject
        {
            ["backend"] = engine,
            ["image"] = Manifest.Tool,
            ["cmd"] = Manifest.Strings("sh", "-c", $"trap '{ends}' TERM; sleep 86400 & wait"),
            ["labels"] = new JsonObject { ["edition"] = edition },
        };
        var below = Array.IndexOf(Names, name) - 1;
        if (below >= 0)
        {
            spec["dependsOn"] = Manifest.Strings(Names[below]);
        }

        return Manifest.Of(name, spec);
    }

    private static async Task<List<long>> EnteredActiveAsync(Lab lab, string engine)
    {
        var times = new List<long>();
        foreach (var name in Names)
        {
            var entered = await lab.UnitPropertyAsync($"{engine}-{name}.service", "ActiveEnterTimestampMonotonic");
            times.Add(long.Parse(entered, CultureInfo.InvariantCulture));
        }

        return times;
    }

    private static async Task<string> StartsWhenSettledAsync(Controller controller, string engine)
    {
        await controller.AwaitReadyAsync(Names);
        await controller.SettleAsync();
        await controller.AwaitReadyAsync(Names);
        return await StartsAsync(controller, engine);
    }

    private static async Task<string> StartsAsync(Controller controller, string engine)
    {
        var starts = new List<int>();
        foreach (var name in Names)
        {
            starts.Add(await controller.StartsAsync($"{engine}-{name}.service"));
        }

        return string.Join(' ', starts);
    }

    private static async Task<string> EditionAsync(Controller controller, string name)
    {
        var container = await controller.ContainerAsync("podman", name);
        return (await controller.Lab.ExecAsync("podman", "inspect", "-f", "{{index .Config.Labels \"edition\"}}", container)).Text;
    }
}
