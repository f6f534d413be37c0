namespace OciReconciler.IntegrationTests;

/// <summary>Measures what happens on a host on which so many workloads run already.</summary>
/// <param name="idle">What goes on there when nothing is to be done.</param>
internal sealed class CrowdChanges(BenchRun run, BenchHost host, CrowdLines lines, BenchProgram program, IdleUse idle, int size)
{
    private const int Drops = 20;
    private const int Edits = 10;

    private bool IsGrowth => run.Settings.Has(BenchSettings.Growth);

    private IEnumerable<int> Rounds => Enumerable.Range(1, run.Settings.Rounds);

    /// <summary>Makes it look at everything, beside one listing of everything by the least of programs.</summary>
    public async Task ResyncAsync(BusLimits limits)
    {
        var process = await host.Lab.UnitPropertyAsync(Controller.Unit, "MainPID");
        foreach (var _ in Rounds)
        {
            // The signal that `systemctl reload` has sent, without what that costs systemd.
            var used = await host.MeasureAsync(idle, "kill", "-HUP", process);
            Add("a", lines.Resync, used.Ours);
            Add("a", lines.ResyncOfAll, used.All);
            Add(BenchSettings.Growth, lines.ResyncGrowth, used.Ours);
            if (!run.Settings.Has("a"))
                continue;
            var (own, all) = await limits.ListAsync();
            run.Figures.Add(lines.Resync, "one listing", own);
            run.Figures.Add(lines.ResyncOfAll, "one listing", all);
        }
    }

    /// <summary>Edits some, one after the other.</summary>
    public async Task EditAsync()
    {
        foreach (var round in Rounds)
        {
            var used = await ChangeAsync([.. Enumerable.Range(0, Math.Min(Edits, size))], $"{round + 1}", "c", lines.Edit, null);
            Add("c", lines.EditCpu, used);
            Add(BenchSettings.Growth, lines.EditGrowth, used);
        }
    }

    /// <summary>
    /// Adds some, one after the other. The first ever is none of them: with it the controller begins to listen to the engine.
    /// </summary>
    public async Task DropAsync()
    {
        if (size == 0)
            await ChangeAsync([0], "1", "", lines.Drop, null);
        foreach (var round in Rounds)
        {
            var first = size + 1 + ((round - 1) * Drops);
            var used = await ChangeAsync([.. Enumerable.Range(first, Drops)], "1", "b", lines.Drop, lines.SlowDrop);
            if (size > 0)
                Add(BenchSettings.Growth, lines.CreationGrowth, used);
            await MeasurePeerAsync();
        }
    }

    /// <summary>Ends it and starts it again.</summary>
    public async Task RestartAsync()
    {
        foreach (var _ in Rounds)
        {
            (await host.Lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
            // A new process has no part in what the one before used.
            var used = await host.MeasureAsync(idle, "systemctl", "start", Controller.Unit);
            var began = await TimeAsync("ExecMainStartTimestamp");
            var ready = await TimeAsync("ActiveEnterTimestamp");
            Add("e", lines.Ready, (ready - began) * 1000);
            Add("e", lines.LookedAt, Math.Max(0, used.Started + used.Lasted - ready) * 1000);
            Add("e", lines.RestartCpu, used.Ours);
        }
    }

    // CPU of ours for each of the changes, in milliseconds.
    private async Task<double> ChangeAsync(IReadOnlyList<int> which, string edition, string row, BenchLine line, BenchLine? slow)
    {
        await Crowd.StageAsync(host.Lab, which, edition);
        var used = await host.MeasureAsync(idle, BenchHost.DropCommand(which.Select(Crowd.Name)));
        var dropped = used.Said.Select(said => BenchHost.Number(said.Split(' ')[1])).ToList();
        var accepted = await host.ActiveSinceAsync(which.Select(Crowd.Holder));
        Assert.Equal(dropped.Count, accepted.Count);
        var waits = dropped.Zip(accepted, (from, to) => (to - from) * 1000).ToList();
        Add(row, line, waits);
        if (slow is not null)
            Add(row, slow, waits);
        return used.Ours / which.Count;
    }

    private async Task MeasurePeerAsync()
    {
        if (program.Column != BenchProgram.This || !run.Settings.Has("b"))
            return;
        var waits = await BusLimits.RepeatAsync(host.Lab, Drops, "systemd-run -q --collect true");
        run.Figures.Add(lines.Drop, "systemd-run", waits);
        run.Figures.Add(lines.SlowDrop, "systemd-run", waits);
    }

    private Task<double> TimeAsync(string property) => BenchHost.TimeAsync(host.Lab, Controller.Unit, property);

    private void Add(string row, BenchLine line, params IReadOnlyList<double> values)
    {
        if (row.Length > 0 && (row == BenchSettings.Growth ? IsGrowth : run.Settings.Has(row)))
            run.Figures.Add(line, program.Column, values);
    }
}
