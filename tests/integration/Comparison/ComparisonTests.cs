using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// Measures two builds of the program side by side: <c>make compare</c>. Judges neither. The two alternate, so that a warm machine favours
/// none, and each life of one begins with nothing on the host.
/// </summary>
[Trait("Run", "WhenAsked")]
public sealed class ComparisonTests(Labs labs)
{
    private const int Few = 150;
    private const int Many = 200;

    // How often each change is made in one round: which looks it shares with what else goes on differs from time to time.
    private const int Times = 4;

    // Longer than the controller waits for anything that it does in a change.
    private const int QuietSeconds = 3;

    // Longer than it takes to notice that there is somebody to listen to the engine for.
    private const int ListeningSeconds = 6;

    private static readonly string[] Changes = ["drop", "edit", "deletion"];

    private readonly int _rounds = int.Parse(Setting("ROUNDS"), CultureInfo.InvariantCulture);
    private readonly Candidate[] _candidates = [
        new(Setting("BEFORE_NAME"), Setting("BEFORE")), new(Setting("AFTER_NAME"), Setting("AFTER"))];

    [Fact]
    public async Task TwoBuilds_LifeAfterLife_GiveATable()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await EngineStandIn.StartAsync(new Controller(lab));
        for (var round = 1; round <= _rounds; round++)
        {
            foreach (var measure in new[] { MeasureSizeAsync, MeasureSpeedAsync, ListCallsAsync })
            {
                foreach (var candidate in _candidates)
                {
                    Figure.Print($"round {round} of {_rounds}", $"{measure.Method.Name}, {candidate.Name}");
                    await Life.PrepareAsync(lab, candidate.Program);
                    await measure(lab, candidate);
                }
            }
        }

        Publish();
    }

    private static async Task MeasureSizeAsync(Lab lab, Candidate candidate)
    {
        var life = await Life.StartAsync(lab);
        await life.SettleAsync();
        Note(await life.SizesAsync(), 0);
        await life.DropAsync(Few);
        await life.SettleAsync();
        Note(await life.SizesAsync(), Few);

        void Note(Func<string, double> sizes, int workloads)
        {
            candidate.Add($"resident memory (VmRSS), {workloads} workloads, kB", sizes("VmRSS"));
            candidate.Add($"of it private (Anonymous), {workloads} workloads, kB", sizes("Anonymous"));
            candidate.Add($"most resident memory so far (VmHWM), {workloads} workloads, kB", sizes("VmHWM"));
            candidate.Add($"threads, {workloads} workloads", sizes("Threads"));
        }
    }

    private static async Task MeasureSpeedAsync(Lab lab, Candidate candidate)
    {
        var life = await Life.StartAsync(lab);
        await life.IdleAsync(TimeSpan.FromSeconds(2));
        var used = await life.CpuSecondsAsync();
        var dropped = await life.DropAsync(Many);
        candidate.Add($"manifests there until {Many} units are defined and started, s", await life.LastActiveAsync() - dropped);
        await life.IdleAsync(TimeSpan.FromSeconds(2));
        candidate.Add($"controller's CPU time for {Many} units, s", await life.CpuSecondsAsync() - used);
    }

    private static async Task ListCallsAsync(Lab lab, Candidate candidate)
    {
        var calls = await BusCalls.StartAsync(lab);
        var life = await Life.StartAsync(lab);
        await EndAsync("start with nothing");
        // With its first workload the controller begins to listen to the engine, and looks once more then: no part of a change.
        await life.DropAsync(1);
        await calls.QuietAsync(ListeningSeconds);
        await life.DeleteAsync();
        await calls.QuietAsync(QuietSeconds);
        await calls.ListAsync();
        for (var time = 0; time < Times; time++)
        {
            await life.DropAsync(1);
            await EndAsync("drop");
            await life.DropAsync(1, "2");
            await EndAsync("edit");
            await life.DeleteAsync();
            await EndAsync("deletion");
        }

        await life.DropAsync(Many);
        await EndAsync($"{Many} units from nothing");
        (await lab.ExecAsync("systemctl", "reload", Controller.Unit)).Succeeded();
        await EndAsync($"resync of {Many} units with nothing to do");
        await calls.StopAsync();

        async Task EndAsync(string phase)
        {
            await calls.QuietAsync(QuietSeconds);
            candidate.Add(phase, await calls.ListAsync());
        }
    }

    private void Publish()
    {
        var directory = Setting("RESULTS");
        File.WriteAllLines(Path.Combine(directory, "table.md"), Table());
        foreach (var change in Changes)
        {
            foreach (var (candidate, file) in _candidates.Zip(["before", "after"]))
                File.WriteAllText(Path.Combine(directory, $"{change}.{file}"), candidate.Sequence(change).Lines);
        }
    }

    private IEnumerable<string> Table()
    {
        yield return Row("", candidate => candidate.Name);
        yield return Row("---", _ => "---");
        foreach (var figure in _candidates[0].Figures.Keys)
            yield return Row(figure, candidate => candidate.Text(figure));
        foreach (var phase in _candidates[0].Calls.Keys)
        {
            yield return Row($"**calls: {phase}**", candidate => candidate.Count(phase));
            foreach (var method in _candidates.SelectMany(candidate => candidate.Calls[phase]).SelectMany(calls => calls)
                .Select(call => call.Method).Distinct().Order(StringComparer.Ordinal))
                yield return Row($"{phase}: {method}", candidate => candidate.Count(phase, method));
        }

        foreach (var change in Changes)
            yield return Row($"{change}: times with just the calls below", candidate => candidate.Sequence(change).Times);
    }

    private string Row(string what, Func<Candidate, string> value) => $"| {what} | {string.Join(" | ", _candidates.Select(value))} |";

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable($"COMPARE_{name}") is { Length: > 0 } value
        ? value : throw new InvalidOperationException($"COMPARE_{name} is not set: run `make compare`");
}
