using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>One run: steps, then quiet, then the question whether all is as it should be.</summary>
internal sealed class ModelRun : IDisposable
{
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);
    // A resync comes every 54 to 66 s.
    private static readonly TimeSpan Resync = TimeSpan.FromSeconds(75);

    // Most runs need a few thousand, a few of them far more: a unit that cannot start is tried for as long as it takes.
    private const long MostCalls = 60_000;

    private readonly SimulatedHost _host;
    private readonly Convergence _convergence;
    private readonly ManifestOperations _manifests;
    private readonly Interference _interference;
    private readonly Faults _faults;
    private readonly GitOperations _git;
    private readonly List<Operation> _operations;
    private readonly List<string> _trace = [];

    public ModelRun(int seed, bool isTraced)
    {
        Seed = seed;
        // A chance of its own: other runs stay as they are.
        _host = new SimulatedHost(seed, isTraced, hasGit: new Random(seed ^ 0x6174).Next(3) == 0);
        _convergence = new Convergence(_host);
        (_manifests, _interference, _faults) = (new ManifestOperations(_host), new Interference(_host), new Faults(_host));
        _git = new GitOperations(_host);
        _operations = [.. _manifests.All, .. _interference.All, .. _faults.All, .. _git.All];
    }

    public int Seed { get; }

    /// <summary>Calls that controllers made.</summary>
    public long Calls => _host.Calls.Count;

    /// <inheritdoc cref="CallLog.Digest"/>
    public string Digest => _host.Calls.Digest;

    /// <summary>Virtual time that passed.</summary>
    public TimeSpan Elapsed => _host.Elapsed;

    /// <summary>Does the steps. Returns what is wrong, or null.</summary>
    public string? Go(int steps)
    {
        try
        {
            return Run(steps);
        }
        catch (Exception failure)
        {
            return Report($"the simulation itself failed: {failure}");
        }
    }

    public void Dispose()
    {
        _host.KillController();
        _host.Dispose();
    }

    private string? Run(int steps)
    {
        _host.StartController();
        for (var step = 0; step < steps && Wrong is null; step++)
        {
            Step();
            Wait();
        }

        if (Wrong is null)
            Finish();
        return Wrong is null ? null : Report(Wrong);
    }

    private string? Wrong => _host.Pump.Intruder is { } stack ? "work came from another thread: " + stack : _host.Guard.Violation;

    private void Step()
    {
        var left = _host.Random.Next(_operations.Sum(operation => operation.Weight));
        var chosen = _operations.First(operation => (left -= operation.Weight) < 0);
        if (chosen.Do() is { } what)
            _trace.Add($"{_host.Elapsed:hh\\:mm\\:ss\\.fff} {what}");
    }

    private void Wait()
    {
        switch (_host.Random.Next(10))
        {
            case < 3:
                break;
            case < 5:
                Pass(TimeSpan.FromMilliseconds(_host.Random.Next(1, 50)));
                break;
            case < 8:
                Pass(TimeSpan.FromMilliseconds(_host.Random.Next(50, 3000)));
                break;
            case 8:
                Pass(TimeSpan.FromSeconds(_host.Random.Next(3, 30)));
                break;
            default:
                Pass(TimeSpan.FromSeconds(20));
                if (_host.Controller is not null && _convergence.Difference() is null)
                    Settle();
                break;
        }
    }

    private void Settle()
    {
        _trace.Add($"{_host.Elapsed:hh\\:mm\\:ss\\.fff} -- as wanted --");
        _host.Weather.Settle();
        var excused = _convergence.Excused();
        _host.Links.Settle();
        // What is not declared may still be there, and go when that is safe.
        _host.Guard.Settle(
            [.. excused, .. _convergence.Outdated(), .. Awaited(), .. _host.Slots.SelectMany(slot => slot.Names)
                .Except(_host.Effective.Select(wanted => wanted.Name), StringComparer.Ordinal)]);
    }

    // What is pushed may come into force at any time.
    private IEnumerable<string> Awaited() => _host.Git is { IsBehind: true }
        ? _host.Slots.Where(slot => slot.IsGit).SelectMany(slot => slot.Names)
        : [];

    private void Pass(TimeSpan duration)
    {
        var end = _host.Pump.Clock.Ticks + duration.Ticks;
        do
        {
            _host.Pump.Pass(TimeSpan.FromTicks(Math.Min(end - _host.Pump.Clock.Ticks, Restart.Ticks)));
            Supervise();
            if (_host.Calls.Count > MostCalls)
                _host.Guard.Fail($"more than {MostCalls} calls: it goes round and round");
        }
        while (_host.Pump.Clock.Ticks < end && Wrong is null);
    }

    // systemd starts the controller again, however it ended.
    private void Supervise()
    {
        if (_host.Controller?.End is { } end)
        {
            _trace.Add($"{_host.Elapsed:hh\\:mm\\:ss\\.fff} the controller ended: {end.Split('\n')[0]}");
            if (!_host.Disk.WasBroken)
                _host.Guard.Fail($"the controller ended by itself: {end}");
            _host.KillController();
        }

        if (_host.Controller is null && _host.Random.Next(3) == 0)
            _host.StartController();
    }

    private void Finish()
    {
        _trace.Add($"{_host.Elapsed:hh\\:mm\\:ss\\.fff} == everything is mended ==");
        _manifests.Mend();
        _interference.Mend();
        _faults.Mend();
        _git.Mend();
        var end = _host.Elapsed + Patience;
        Pass(TimeSpan.FromSeconds(SimulatedHost.SlowestPullSeconds + 10));
        // From here on only what is declared and loaded now is an excuse.
        _host.Links.Settle();
        while (Wrong is null && Unfinished() is { } difference)
        {
            Pass(TimeSpan.FromSeconds(10));
            if (_host.Elapsed > end)
                _host.Guard.Fail($"not converged after {Patience.TotalMinutes:0} minutes: {difference}");
        }

        Settle();
        var excused = _convergence.Excused();
        while (Wrong is null && NotQuiet() is { } call)
        {
            if (_host.Elapsed > end)
                _host.Guard.Fail($"there is always a call that is not needed: {call}");
        }

        if (Wrong is null && _convergence.Difference(excused) is { } change)
            _host.Guard.Fail($"it did not stay as it was: {change}");
    }

    private string? Unfinished() =>
        _convergence.Difference()
        ?? _host.Git?.Difference()
        ?? _convergence.Outdated().Except(_convergence.Excused(), StringComparer.Ordinal)
            .Select(name => $"{name} was defined before its inputs changed").FirstOrDefault();

    // What cannot be as wanted may be tried for a while yet; then there is nothing but listings.
    private string? NotQuiet()
    {
        _host.Calls.Forget();
        Pass(Resync);
        return _host.Calls.Acts.FirstOrDefault(IsUnexpected);
    }

    // Images of idle on-demand workloads are looked after; who pins a unit or has its name, and how one ended, is read again.
    private bool IsUnexpected(string call) => call.Split(' ')[1] switch
    {
        "Pull" => !_host.Effective.Any(wanted => wanted is { AutoStart: false, Pull: not null }) && _convergence.MayRemove,
        "GetUnitProperties" when _host.Systemd.Units.Values.Any(unit => unit.ActiveState == "failed") => false,
        "GetUnitProperties" or "ListUnitFiles" => _host.Foreign.Units.Count == 0 && _convergence.Excused().Count == 0
        && _convergence.MayRemove,
        _ => true,
    };

    private string Report(string wrong) =>
        $"seed {Seed}: {wrong}\nsteps:\n  {string.Join("\n  ", _trace)}\nlast calls:\n  "
        + $"{string.Join("\n  ", _host.Calls.Recent.TakeLast(_host.Calls.IsTraced ? 5000 : 60))}\n"
        + $"units:\n  {string.Join("\n  ", UnitRows.List(_host.Systemd, []))}\ncontainers:\n  "
        + $"{string.Join("\n  ", _host.Engines.Values.SelectMany(engine => engine.Containers.Values))}\n"
        + $"again: MODEL_SEED={Seed} make unit ARGS='-class \"*ModelTests\"'";
}
