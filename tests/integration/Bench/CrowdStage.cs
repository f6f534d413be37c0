namespace OciReconciler.IntegrationTests;

/// <summary>Measures everything at one number of workloads that run: how they come to be, and what they cost from then on.</summary>
internal sealed class CrowdStage(BenchRun run, BenchHost host, BusLimits limits, int size)
{
    // One collection of the heap in so many seconds does not look like what goes on all the time.
    private const int SettleSeconds = 20;

    private readonly BenchSettings _settings = run.Settings;
    private readonly CrowdLines _lines = new(size);

    private bool IsLargest => size == _settings.Sizes[^1];

    // The smallest numbers tell how CPU grows, and nothing else.
    private bool IsLarge => size >= 100 || IsLargest;

    private bool IsGrowth => _settings.Has(BenchSettings.Growth);

    private bool MeasuresCreation => size > 0 && IsLarge && _settings.Has("d");

    private bool MeasuresMore => IsGrowth || (size > 0 && _settings.Has("a")) || (IsLarge && _settings.HasAny("gh"))
        || (IsLargest && _settings.HasAny("bce")) || (size == 0 && _settings.HasAny("bh"));

    /// <summary>Measures what is asked for at this number.</summary>
    public async Task RunAsync()
    {
        var rounds = MeasuresCreation ? _settings.Rounds : MeasuresMore ? 1 : 0;
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var program in _settings.Programs)
                await run.TryAsync($"{size} workloads, round {round}, {program.Column}", () => LiveAsync(program, round == rounds));
            if (MeasuresCreation)
                await run.TryAsync($"{size} workloads, the bare loop", MeasureLoopAsync);
        }
    }

    private async Task LiveAsync(BenchProgram program, bool isLast)
    {
        await host.BeginAsync(program);
        if (size > 0)
            await CreateAsync(program);
        if (!isLast || !MeasuresMore)
            return;
        await host.MeasureAsync(IdleUse.Unknown, "true");
        await MeasureIdleAsync(program);
        var idle = await host.IdleAsync(SettleSeconds);
        var changes = new CrowdChanges(run, host, _lines, program, idle, size);
        if (size > 0 && (_settings.Has("a") || IsGrowth))
            await changes.ResyncAsync(limits);
        if ((IsLargest && _settings.Has("c")) || (size > 0 && IsGrowth))
            await changes.EditAsync();
        if (((IsLargest || size == 0) && _settings.Has("b")) || IsGrowth)
            await changes.DropAsync();
        if (IsLargest && _settings.Has("e"))
            await changes.RestartAsync();
    }

    private async Task CreateAsync(BenchProgram program)
    {
        var dropped = await Crowd.DropAsync(host.Lab, Enumerable.Range(0, size), "1");
        await host.AwaitAsync(size);
        if (MeasuresCreation)
            run.Figures.Add(_lines.Creation, program.Column, await LastActiveAsync() - dropped);
    }

    private async Task MeasureLoopAsync()
    {
        await host.ClearAsync(_settings.Programs[0]);
        var began = await limits.ReplayAsync(size);
        await host.Lab.EventuallyAsync(
            $"{size} run", async () => (await host.Lab.ShellAsync("ls /run/stand-in/containers | wc -l")).Text, seen => seen == $"{size}",
            TimeSpan.FromSeconds(_settings.Patience));
        run.Figures.Add(_lines.Creation, "bare loop", await LastActiveAsync() - began);
    }

    private async Task<double> LastActiveAsync() => (await host.ActiveSinceAsync(Crowd.Units)).Max();

    private async Task MeasureIdleAsync(BenchProgram program)
    {
        if (!(IsLarge || size == 0) || !_settings.HasAny("gh"))
            return;
        var idle = await host.IdleAsync(_settings.IdleSeconds);
        if (size > 0 && _settings.Has("g"))
        {
            run.Figures.Add(_lines.IdleCpu, program.Column, idle.Ours / 10_000);
            run.Figures.Add(_lines.Switches, program.Column, idle.Switches);
        }

        if (_settings.Has("h"))
        {
            run.Figures.Add(_lines.Resident, program.Column, await host.SizeAsync("VmRSS") / 1000);
            run.Figures.Add(_lines.Peak, program.Column, await host.SizeAsync("VmHWM") / 1000);
        }
    }
}
