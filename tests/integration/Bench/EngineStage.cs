namespace OciReconciler.IntegrationTests;

/// <summary>Measures how soon a web server serves, and how long it is away while its image changes, with the engines as they are.</summary>
internal sealed class EngineStage(BenchRun run, Labs labs)
{
    /// <summary>Where the web server listens, in the host's own network.</summary>
    public const int Port = 18080;

    private const string Name = "web";
    private const string Other = "other";
    private static readonly string[] Engines = ["podman", "docker"];

    private bool MeasuresStart => run.Settings.Has("b");

    private bool MeasuresChange => run.Settings.Has("f");

    /// <summary>Measures it.</summary>
    public async Task RunAsync()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await BenchHost.InstallAsync(lab, run.Settings);
        var hasCompose = (await lab.ExecAsync("docker", "compose", "version")).ExitCode == 0;
        for (var round = 1; round <= run.Settings.Rounds; round++)
        {
            foreach (var program in run.Settings.Programs)
                await run.TryAsync($"real engines, round {round}, {program.Column}", () => MeasureAsync(lab, program));
            await run.TryAsync($"real engines, round {round}, peers", () => MeasurePeersAsync(lab, hasCompose));
        }
    }

    private async Task MeasureAsync(Lab lab, BenchProgram program)
    {
        var controller = new Controller(lab);
        await lab.InstallProgramAsync(program.File);
        (await lab.ExecAsync("mkdir", "-p", Controller.Manifests, Crowd.Staging)).Succeeded();
        await controller.ConfigureAsync("{\"allowMassRemoval\": true}");
        await controller.StartAsync();
        foreach (var engine in Engines)
        {
            // The first workload of an engine makes the controller listen to it, which starts podman's service.
            await controller.DropAsync(Other, Manifest.Of(Other, Manifest.Idle(engine)));
            await controller.AwaitReadyAsync(Other);
            await StartAsync(lab, program, engine);
            if (MeasuresChange)
                await ChangeAsync(lab, program, engine);
            foreach (var name in new[] { Name, Other })
            {
                await controller.DeleteAsync(name);
                await controller.AwaitGoneAsync(engine, name);
            }
        }

        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
    }

    private async Task StartAsync(Lab lab, BenchProgram program, string engine)
    {
        var answers = await WebAnswers.StartAsync(lab, Port);
        var dropped = await DropAsync(lab, engine, 1);
        await answers.AwaitAsync();
        var first = (await answers.StopAsync())[0];
        if (MeasuresStart)
            Note(new(engine), program.Column, dropped, await ActiveSinceAsync(lab, $"{engine}-{Name}.service"), first.Answered);
    }

    private async Task ChangeAsync(Lab lab, BenchProgram program, string engine)
    {
        var answers = await WebAnswers.StartAsync(lab, Port);
        await answers.AwaitAsync();
        await DropAsync(lab, engine, 2);
        await answers.AwaitAsync();
        run.Figures.Add(new EngineLines(engine).Away, program.Column, await answers.LongestGapAsync());
    }

    // Seconds since 1970, when it was renamed into place; returns when all is as it says.
    private static async Task<double> DropAsync(Lab lab, string engine, int tag)
    {
        await lab.WriteFileAsync($"{Crowd.Staging}/{Name}.json", Manifest.Of(Name, new JsonObject
        {
            ["backend"] = engine,
            ["image"] = $"localhost/oci-demo/web:{tag}",
            ["environment"] = new JsonObject { ["PORT"] = $"{Port}" },
            ["extraOptions"] = Manifest.Strings("--network=host"),
            ["minReadySeconds"] = 0,
        }));
        return BenchHost.Number((await lab.ExecAsync(BenchHost.DropCommand([Name]))).Text.Split(' ')[1]);
    }

    private async Task MeasurePeersAsync(Lab lab, bool hasCompose)
    {
        await MeasurePeerAsync(lab, "podman", EnginePeer.Quadlet());
        await MeasurePeerAsync(lab, "podman", EnginePeer.Bare("podman"));
        await MeasurePeerAsync(lab, "docker", EnginePeer.Bare("docker"));
        if (hasCompose)
            await MeasurePeerAsync(lab, "docker", EnginePeer.Compose());
    }

    private async Task MeasurePeerAsync(Lab lab, string engine, EnginePeer peer)
    {
        (await lab.ShellAsync(peer.Prepare)).Succeeded();
        var answers = await WebAnswers.StartAsync(lab, Port);
        var times = (await lab.ShellAsync($"date +%s.%N; {{ {peer.Start}; }} > /dev/null; date +%s.%N")).Text.Split('\n');
        await answers.AwaitAsync();
        var first = (await answers.StopAsync())[0];
        var active = peer.Unit.Length > 0 ? await ActiveSinceAsync(lab, peer.Unit) : BenchHost.Number(times[1]);
        if (MeasuresStart)
            Note(new(engine), peer.Name, BenchHost.Number(times[0]), active, first.Answered);
        if (MeasuresChange)
        {
            answers = await WebAnswers.StartAsync(lab, Port);
            await answers.AwaitAsync();
            (await lab.ShellAsync(peer.Change)).Succeeded();
            await answers.AwaitAsync();
            run.Figures.Add(new EngineLines(engine).Away, peer.ChangeName, await answers.LongestGapAsync());
        }

        (await lab.ShellAsync(peer.Remove)).Succeeded();
    }

    private void Note(EngineLines lines, string subject, double began, double active, double answered)
    {
        run.Figures.Add(lines.Active, subject, (active - began) * 1000);
        run.Figures.Add(lines.Serving, subject, (answered - began) * 1000);
    }

    private static Task<double> ActiveSinceAsync(Lab lab, string unit) => BenchHost.TimeAsync(lab, unit, "ActiveEnterTimestamp");
}
