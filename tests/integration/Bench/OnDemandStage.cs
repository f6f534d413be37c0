namespace OciReconciler.IntegrationTests;

/// <summary>Measures how many on-demand workloads are defined, all in one go: nothing is started, so the calls are all there is.</summary>
internal sealed class OnDemandStage(BenchRun run, BenchHost host, BusLimits limits)
{
    private readonly int _many = run.Settings.Many;

    private BenchLine Wall => new("j", $"{_many:#,0} on-demand workloads in one go until all are defined", "s");

    private BenchLine Cpu => new("j", $"{_many:#,0} on-demand workloads in one go: CPU of ours each", "ms", "5");

    private BenchLine CpuOfAll => new("j", $"{_many:#,0} on-demand workloads in one go: CPU of ours, systemd and the bus each", "ms");

    /// <summary>Measures it.</summary>
    public async Task RunAsync()
    {
        await run.TryAsync(
            "recording the calls of one on-demand workload", () => limits.RecordAsync(run.Settings.Programs[0], autoStart: false));
        // What did not converge while there was patience is not waited for again.
        var programs = run.Settings.Programs.ToList();
        for (var round = 1; round <= run.Settings.Rounds; round++)
        {
            foreach (var program in programs.ToList())
            {
                if (!await run.TryAsync($"{_many} on-demand workloads, round {round}, {program.Column}", () => MeasureAsync(program)))
                    programs.Remove(program);
            }

            await run.TryAsync($"{_many} on-demand workloads, the bare loop", MeasureLoopAsync);
        }
    }

    private async Task MeasureAsync(BenchProgram program)
    {
        await host.BeginAsync(program);
        var idle = await host.IdleAsync(3);
        await Crowd.StageAsync(host.Lab, Enumerable.Range(0, _many), "1", autoStart: false);
        var wait = string.Join(' ', host.AwaitCommand(_many, "Defined"));
        var used = await host.MeasureAsync(
            idle, "sh", "-ec",
            $"date +%s.%N; mv {Crowd.Staging}/*.json {Controller.Manifests}/; {wait}; date +%s.%N");
        run.Figures.Add(Wall, program.Column, BenchHost.Number(used.Said[1]) - BenchHost.Number(used.Said[0]));
        run.Figures.Add(Cpu, program.Column, used.Ours / _many);
        run.Figures.Add(CpuOfAll, program.Column, used.All / _many);
    }

    private async Task MeasureLoopAsync()
    {
        await host.ClearAsync(run.Settings.Programs[0]);
        var used = await host.MeasureSystemdAsync(
            "sh", "-ec", $"date +%s.%N; {string.Join(' ', BusLimits.ReplayCommand(_many))}; date +%s.%N");
        run.Figures.Add(Wall, "bare loop", BenchHost.Number(used.Said[1]) - BenchHost.Number(used.Said[0]));
        run.Figures.Add(CpuOfAll, "bare loop", (used.Systemd + used.Bus) / _many);
    }
}
