using OciReconciler.UnitTests.Simulation.Engine;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>
/// What must never happen, checked at the moment when it would: a unit or container of somebody else touched; a workload started or stopped
/// for which nothing that was done is a reason.
/// </summary>
internal sealed class InvariantChecker(SimulatedHost host)
{
    // A controller looks, and acts a moment later.
    private static readonly TimeSpan SeenAfter = TimeSpan.FromSeconds(10);

    // progressDeadlineSeconds, by default.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(300);

    // Between what a pass lists and what it does: systemd merges a job that a restart draws in with one that was asked for meanwhile.
    private static readonly TimeSpan Unseen = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<string> _mayStop = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mayStart = new(StringComparer.Ordinal);

    /// <summary>The first thing that should not have happened, or null.</summary>
    public string? Violation { get; private set; }

    /// <summary>
    /// Something was done to these workloads, which is a reason to start or stop them and those that depend on them, and to start what they
    /// need.
    /// </summary>
    public void Touch(IEnumerable<string> workloads)
    {
        var down = host.Links.DependentsOf(workloads);
        _mayStop.UnionWith(down);
        _mayStart.UnionWith(host.Links.DependenciesOf(down));
    }

    /// <summary>All is as it should be: from now on only what is done from now on is a reason.</summary>
    public void Settle(IReadOnlyCollection<string> unsettled)
    {
        _mayStop.Clear();
        _mayStart.Clear();
        Touch(unsettled);
    }

    /// <summary>A controller calls something that changes a unit.</summary>
    public void Acts(string unit)
    {
        var found = host.Systemd.Units.GetValueOrDefault(unit);
        if (found is { LoadState: "loaded" } && OwnerOf(found) is null)
            Fail($"a controller acted on {unit}, which is not ours");
        else if (host.Systemd.Installed.ContainsKey(unit) || host.Foreign.HasUnitOlderThan(unit, SeenAfter))
            Fail($"a controller acted on {unit}, which is installed by somebody else");
        if (found is not null && OwnerOf(found) is { } owner && host.Paused.MustBeKnown(owner))
            Fail($"a controller acted on {unit} of {owner}, which is paused");
        // An engine that does not answer tells nobody that a container is paused: a workload may be moved away from it.
        var telling = host.Engines.Values.Where(engine => host.TroubleOf(engine.Backend) is null);
        if (telling.SelectMany(engine => engine.Containers.Values).Any(
            container => container.Unit == unit && host.Pump.Clock.Ticks - container.PausedAt > SeenAfter.Ticks))
            Fail($"a controller acted on {unit}, whose container is paused");
    }

    /// <summary>A controller defines a unit.</summary>
    public void Defines(string unit)
    {
        if (host.Foreign.HasUnitOlderThan(unit, SeenAfter))
            Fail($"a controller wanted to define {unit}, which is installed by somebody else");
        if (host.Effective.FirstOrDefault(wanted => wanted.Unit == unit) is { } wanted && host.Paused.MustBeKnown(wanted.Name))
            Fail($"a controller defined {unit} of {wanted.Name}, which is paused");
    }

    /// <summary>A controller reloads systemd: only a unit of somebody else that names one of ours is a reason.</summary>
    public void Reloads()
    {
        if (!host.Foreign.HasPinnedWithin(SeenAfter))
            Fail("a controller reloaded systemd, though nobody pins a unit of ours");
    }

    /// <summary>A controller removes a container.</summary>
    public void Removes(SimulatedContainer container)
    {
        if (container.Owner is null)
            Fail($"a controller removed container {container.Name} ({container.Id}), which is not ours");
    }

    /// <summary>
    /// A job that somebody waits for is cancelled for one that a controller asks for: only when it has lasted for as long as its manifest
    /// gives it.
    /// </summary>
    public void Cancels(SimulatedJob job)
    {
        var age = host.Pump.Clock.Ticks - job.AskedAt;
        if (age > Unseen.Ticks && age < StartLimit.Ticks)
            Fail($"a controller cancelled the {job.Kind} of {job.Unit.Name} that somebody asked for at "
                + $"{TimeSpan.FromTicks(job.AskedAt):hh\\:mm\\:ss\\.fff}");
    }

    /// <summary>A controller gives an image a name: only one that nobody else can mean.</summary>
    public void Tags(string repository)
    {
        if (repository != "localhost/oci-reconciler/kept")
            Fail($"a controller made {repository} stand for another image");
    }

    /// <summary>A controller starts a unit. Its command replaces a container of the same name, whosever it is.</summary>
    public void Starts(string unit)
    {
        if (host.Systemd.Units.GetValueOrDefault(unit) is { IsDown: true } found
            && Model.ContainerCommand.Of(found.Text.Command) is { } command
            && host.Engines[command.Backend].Containers.GetValueOrDefault(command.Name) is { Owner: null } container
            && host.Foreign.IsOlderThan(container, SeenAfter))
        {
            Fail($"a controller started {unit}, which replaces container {container.Name} ({container.Id}), which is not ours");
        }
    }

    public void Starting(SimulatedUnit unit)
    {
        Check(unit, _mayStart, "started");
        if (Model.ContainerCommand.Of(unit.Text.Command) is { Secret: { } secret } && !File.Exists(host.Secrets.OnDisk(secret)))
            Fail($"{unit.Name} is started without {secret}");
    }

    public void Stopping(SimulatedUnit unit) => Check(unit, _mayStop, "stopped");

    public void Fail(string what) => Violation ??= $"{host.Elapsed:hh\\:mm\\:ss\\.fff}: {what}";

    /// <summary>Whose a unit is, by its mark; null: not ours.</summary>
    public static string? OwnerOf(SimulatedUnit unit) => MarkOf(unit)?.Key.Name;

    /// <summary>Our mark in a unit, or null.</summary>
    public static OwnershipMark? MarkOf(SimulatedUnit unit) => Ownership.TryParse(unit.Text.Description, out var mark) ? mark : null;

    private void Check(SimulatedUnit unit, HashSet<string> allowed, string what)
    {
        if (!unit.IsSlice && OwnerOf(unit) is { } owner && !allowed.Contains(owner))
            Fail($"{unit.Name} was {what}, though nothing was done to {owner} or what it depends on");
    }
}
