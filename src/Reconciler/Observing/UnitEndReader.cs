using OciReconciler.Model.StartFailures;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>
/// Finds out why a unit ended: an exit code does not tell the engine's failures from the container's own, nor one from the other.
/// </summary>
/// <param name="hasEnded">Whether a unit has ended since it was observed last.</param>
/// <param name="output">
/// The last lines that a unit's processes wrote, oldest first; true: after the journal has taken in all that was written so far.
/// </param>
internal sealed class UnitEndReader(
    Func<WorkloadKey, ObservedUnit, bool> hasEnded, Func<string, bool, CancellationToken, Task<IReadOnlyList<OutputLine>>> output)
{
    /// <summary>Adds how its last run ended to a unit that has ended since it was observed last.</summary>
    /// <param name="backend">The engine that runs it.</param>
    /// <param name="unit">The unit, its runs read.</param>
    public async Task<ObservedUnit> AddAsync(WorkloadKey key, Backend backend, ObservedUnit unit, CancellationToken cancellationToken)
    {
        if (unit.Run is not { } run || !hasEnded(key, unit))
            return unit;
        // An engine's client has codes of its own for what it could not do; any other is the container's.
        if (run.LastExit is { IsOfClient: false })
            return unit with { End = new UnitEnd(null) };
        var current = unit.IsRunOver ? null : run.InvocationId;
        var end = EndOf(backend, await output(unit.Name, false, cancellationToken), current);
        // systemd may report the end of a process before the journal has its last lines.
        if (end is null || (end.Failure is null && run.LastExit is not null))
            end = EndOf(backend, await output(unit.Name, true, cancellationToken), current);
        return unit with { End = end };
    }

    // Null: the journal has nothing of it, or not yet.
    private static UnitEnd? EndOf(Backend backend, IReadOnlyList<OutputLine> lines, string? current)
    {
        if (lines.LastOrDefault(line => line.InvocationId != current)?.InvocationId is not { } last)
            return null;
        var text = ClientOutput.Find(backend, [.. lines.Where(line => line.InvocationId == last).Select(line => line.Text)]);
        return new UnitEnd(text is null ? null : StartFailureClassifier.Classify(text));
    }
}
