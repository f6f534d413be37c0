using OciReconciler.UnitTests.Simulation.Systemd;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>What the processes of units wrote. The journal may be late, unless it is asked to take in everything first.</summary>
internal sealed class UnitJournal(SimulatedHost host)
{
    private const int Kept = 200;

    private readonly Dictionary<string, List<(OutputLine Line, long From)>> _lines = new(StringComparer.Ordinal);

    public void Write(SimulatedUnit unit, string text)
    {
        if (!_lines.TryGetValue(unit.Name, out var lines))
            _lines[unit.Name] = lines = [];
        var delay = TimeSpan.FromMilliseconds(host.Random.Next(4) == 0 ? host.Random.Next(1500) : 0);
        lines.Add((new OutputLine($"{unit.Invocation:x32}", text), host.Pump.Clock.Ticks + delay.Ticks));
        if (lines.Count > Kept)
            lines.RemoveAt(0);
    }

    public Task<IReadOnlyList<OutputLine>> ReadAsync(string unit, bool isComplete, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OutputLine>>(
        [.. _lines.GetValueOrDefault(unit, []).Where(line => isComplete || line.From <= host.Pump.Clock.Ticks).Select(line => line.Line)]);

    public Task<IReadOnlyList<string>> ReadContainerAsync(
        string unit, WorkloadSpec spec, DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. _lines.GetValueOrDefault(unit, []).Select(line => line.Line.Text)]);

    /// <summary>A reboot: another boot's lines are not looked at.</summary>
    public void Clear() => _lines.Clear();
}
