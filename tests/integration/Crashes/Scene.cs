namespace OciReconciler.IntegrationTests;

/// <summary>A controller that can be killed at named steps, beside a neighbour that must not notice.</summary>
internal sealed class Scene
{
    private const string Neighbour = "neighbour";
    private readonly string _engine;
    private readonly Failpoints _failpoints;
    private IReadOnlyDictionary<string, string> _neighbour = new Dictionary<string, string>(StringComparer.Ordinal);

    private Scene(Controller controller, Failpoints failpoints, string engine) =>
        (Controller, _failpoints, _engine) = (controller, failpoints, engine);

    public Controller Controller { get; }

    /// <summary>Starts the controller, and with it workloads in their first version, which are known as good then.</summary>
    public static async Task<Scene> StartAsync(Lab lab, string engine, params string[] workloads)
    {
        var controller = await Controller.InstallAsync(lab);
        var scene = new Scene(controller, await Failpoints.InstallAsync(controller), engine);
        await controller.StartAsync();
        string[] all = [Neighbour, .. workloads];
        foreach (var name in all)
            await scene.DropAsync(name, "1");
        foreach (var name in all)
            await scene.AwaitGoodAsync(name);
        scene._neighbour = await controller.LivesAsync($"{engine}-{Neighbour}");
        return scene;
    }

    public Task KillAtAsync(string step, Func<Task> act) => _failpoints.KillAtAsync(step, act);

    public Task DropAsync(string name, string edition) => Controller.DropAsync(name, Manifest.Of(name, Spec(edition)));

    /// <summary>A version that runs and is never ready; waits until it is tried.</summary>
    public async Task BreakAsync(string name)
    {
        var spec = Spec("2");
        spec["healthCheck"] = new JsonObject {
            ["test"] = Manifest.Strings("CMD-SHELL", "test -e /tmp/works"), ["interval"] = "1s", ["retries"] = 1000 };
        await Controller.DropAsync(name, Manifest.Of(name, spec));
        await Controller.AwaitAsync(name, "is tried", seen => seen.Has("Progressing", "True", "WaitingUntilReady"));
    }

    /// <summary>Ends the wait for a version that is not ready: its containers die until the version before is back.</summary>
    public async Task GiveUpAsync(string name)
    {
        var running = $"{_engine} ps -q --filter name=^{name}$ --filter label=edition";
        (await Controller.Lab.ExecAsync(
            "systemd-run", "-q", "--collect", "sh", "-c",
            $"until {running}=1 | grep -q .; do {running}=2 | xargs -r {_engine} kill; sleep 0.7; done")).Succeeded();
    }

    public Task AwaitGoodAsync(string name) =>
        Controller.AwaitAsync(name, "is known as good", seen => seen.IsReady && seen.Has("Progressing", "False", "Idle"));

    public async Task AssertConvergedAsync(string name, string edition, int starts)
    {
        await AwaitGoodAsync(name);
        Assert.Equal(edition, await EditionAsync(name));
        Assert.Equal(starts, await Controller.StartsAsync($"{_engine}-{name}.service"));
        await AssertNeighbourAsync();
    }

    public async Task AssertRolledBackAsync(string name, string edition)
    {
        await AwaitRolledBackAsync(name);
        // What was given up runs, and is ready for all that is asked of the version before, until that one takes its place.
        await Controller.Lab.EventuallyAsync($"edition {edition} of {name} runs", () => EditionAsync(name), seen => seen == edition);
        await AwaitRolledBackAsync(name);
        await AssertNeighbourAsync();
    }

    /// <summary>
    /// Apart from the neighbour nothing of the controller's is on the host: no unit, no container, no second name of an image.
    /// </summary>
    public async Task AssertNothingElseAsync()
    {
        var lab = Controller.Lab;
        var ours = (await lab.ExecAsync(_engine, "ps", "-a", "--filter", "label=oci-reconciler.workload", "--format", "{{.Names}}")).Text;
        Assert.Equal(Neighbour, ours);
        var units = (await lab.ExecAsync(
            "systemctl", "list-units", "--all", "--plain", "--no-legend", "oci-*.slice", $"{_engine}-*.service")).Text;
        Assert.All(units.Split('\n')
            .Where(line => line.Contains("oci-reconciler/1", StringComparison.Ordinal)),
            line => Assert.Contains($"oci-reconciler/1 {Neighbour} ", line, StringComparison.Ordinal));
        await AssertNeighbourAsync();
    }

    private Task AwaitRolledBackAsync(string name) => Controller.AwaitAsync(
        name, "is rolled back and ready", seen => seen.Has("Degraded", "True", "RolledBack") && seen.Has("Ready", "True"),
        TimeSpan.FromSeconds(60));

    private async Task AssertNeighbourAsync() => Assert.Equal(_neighbour, await Controller.LivesAsync($"{_engine}-{Neighbour}"));

    private async Task<string> EditionAsync(string name)
    {
        var container = await Controller.ContainerAsync(_engine, name);
        return (await Controller.Lab.ExecAsync(_engine, "inspect", "-f", "{{index .Config.Labels \"edition\"}}", container)).Text;
    }

    private JsonObject Spec(string edition)
    {
        var spec = Manifest.Idle(_engine);
        spec["labels"] = new JsonObject { ["edition"] = edition };
        spec["minReadySeconds"] = 1;
        return spec;
    }
}
