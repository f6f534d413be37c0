using OciReconciler.UnitTests.Simulation.Controllers;
using OciReconciler.UnitTests.Simulation.Systemd;

namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>Whether the host is what the manifests want. Judged from the host, by the test's own rules.</summary>
internal sealed class Convergence(SimulatedHost host)
{
    /// <summary>
    /// Workloads that cannot be as wanted now: what they depend on is not declared, or somebody else has their name. They may be in any
    /// state.
    /// </summary>
    public HashSet<string> Excused()
    {
        var names = host.Effective.Select(wanted => wanted.Name).ToHashSet(StringComparer.Ordinal);
        var excused = host.Effective.Where(IsTaken).Select(wanted => wanted.Name).ToHashSet(StringComparer.Ordinal);
        // A last valid version that could not be kept, or not be read.
        excused.UnionWith(host.Slots.Where(slot => (slot.IsBroken || host.SourceState.Kind != SourceStateKind.Ready) && host.Disk.WasBroken)
            .SelectMany(slot => slot.Names));
        excused.UnionWith(host.Effective.Select(wanted => wanted.Name).Where(IsRolledBack));
        excused.UnionWith(host.Paused.Names);
        excused.UnionWith(host.Engines.Values
            .SelectMany(engine => engine.Containers.Values)
            .Where(container => container.PausedAt is not null)
            .Select(container => container.Owner)
            .OfType<string>());
        // What is kept though nothing declares it, and could not come back.
        if (!MayRemove)
            excused.UnionWith(host.Systemd.Units.Values.Select(InvariantChecker.OwnerOf).OfType<string>()
                .Where(owner => !names.Contains(owner)));
        // A dangling dependency: its user waits, or keeps what it depends on from being removed.
        excused.UnionWith(host.Effective.SelectMany(wanted => wanted.DependsOn).Where(name => !names.Contains(name)));
        // What such a workload needs is not changed, since that one could not come back; and so on.
        return host.Links.ComponentsOf(excused);
    }

    /// <summary>What is not as it should be, or null.</summary>
    /// <param name="before">What was excused when it was looked at before: it may have become possible since, and be on its way.</param>
    public string? Difference(IReadOnlySet<string>? before = null)
    {
        var excused = Excused();
        excused.UnionWith(before ?? new HashSet<string>());
        return host.Effective.Where(wanted => !excused.Contains(wanted.Name)).Select(Difference)
            .FirstOrDefault(difference => difference is not null)
            ?? (MayRemove ? Leftover(excused) : null)
            ?? host.Effective.Where(wanted => !excused.Contains(wanted.Name)).Select(host.Secrets.Difference)
                .FirstOrDefault(difference => difference is not null)
            ?? host.Foreign.Difference();
    }

    /// <summary>
    /// While a file is broken, the directory cannot be listed, or the repository was never fetched, nothing undeclared has to go.
    /// </summary>
    public bool MayRemove => host.SourceState.Kind == SourceStateKind.Ready
        && !host.Slots.Any(slot => slot is { IsBroken: true, IsGit: false })
        && (host.Git is null || host.Git.Refresh() is not null);

    /// <summary>
    /// Workloads that are as wanted, and something is yet to come: they were defined before the last change of what they are made from, or
    /// ran when they were taken down.
    /// </summary>
    public IEnumerable<string> Outdated() =>
        from wanted in host.Effective
        let unit = host.Systemd.Units.GetValueOrDefault(wanted.Unit)
        let image = host.Engines[wanted.Backend].Images.GetValueOrDefault(wanted.Image)
        where unit is not null && image is not null
        where File.Exists(Path.Combine(host.Disk.Run, "restart", wanted.Name))
            || InvariantChecker.MarkOf(unit)?.InputsHash != InputsOf(wanted, image)
        select wanted.Name;

    private string? InputsOf(ExpectedWorkload wanted, string image) => InputsKeyFile.Read(Path.Combine(host.Disk.State, "inputs.key"))
        ?.Digest(image, new SimulatedFiles(host).Digests(wanted.ReadsFile ? [ExpectedWorkload.EnvironmentFile] : [])).Hash;

    // A change that did not come up goes back to the version before, until the manifest changes. Only what breaks in a run can be the
    // reason: every version would come up by itself.
    private bool IsRolledBack(string name)
    {
        var path = Path.Combine(host.Disk.State, "workloads", name + ".json");
        if (!File.Exists(path))
            return false;
        using var record = JsonDocument.Parse(File.ReadAllBytes(path));
        return record.RootElement.TryGetProperty("bad", out var bad) && bad.ValueKind == JsonValueKind.Object
            && !(bad.TryGetProperty("isKept", out var isKept) && isKept.GetBoolean());
    }

    private bool IsTaken(ExpectedWorkload wanted) =>
        host.Systemd.Installed.ContainsKey(wanted.Unit)
        || host.Foreign.Units.Contains(wanted.Unit)
        || host.Engines[wanted.Backend].Containers.GetValueOrDefault(wanted.Name) is { Owner: null };

    private string? Difference(ExpectedWorkload wanted)
    {
        if (host.Systemd.Units.GetValueOrDefault(wanted.Unit) is not { LoadState: "loaded" } unit
            || InvariantChecker.OwnerOf(unit) != wanted.Name)
            return $"{wanted.Unit} is not defined";
        var command = ContainerCommand.Of(unit.Text.Command)!;
        if (command.Version != wanted.Version.ToString() || !IsImageOf(command.Image, wanted)
            || command.File is not null != wanted.ReadsFile || command.HasHealthCheck != wanted.HasHealthCheck
            || command.Secret is not null != wanted.HasSecret)
            return $"{wanted.Unit} is defined as {command}, wanted {wanted}";
        var needed = wanted.DependsOn.Select(name => host.Effective.First(other => other.Name == name).Unit).Order(StringComparer.Ordinal);
        if (!unit.Text.Requires.Order(StringComparer.Ordinal).SequenceEqual(needed, StringComparer.Ordinal))
            return $"{wanted.Unit} requires {string.Join(' ', unit.Text.Requires)}";
        if (host.Systemd.Units.GetValueOrDefault(Ownership.HolderUnit(new WorkloadKey(wanted.Name))) is not { IsActive: true })
            return $"nothing holds {wanted.Unit}";
        if (unit.Job is not null)
            return $"{wanted.Unit} has a job";
        if (unit.IsDown && !wanted.AutoStart)
            return null;
        return unit.IsActive ? Running(wanted, unit) : $"{wanted.Unit} is {unit.ActiveState} ({unit.SubState})";
    }

    // A version that went back and is wanted again keeps the id that it was defined with.
    private bool IsImageOf(string image, ExpectedWorkload wanted) =>
        image == wanted.Image || image == host.Engines[wanted.Backend].Images.GetValueOrDefault(wanted.Image);

    private string? Running(ExpectedWorkload wanted, SimulatedUnit unit)
    {
        var engine = host.Engines[wanted.Backend];
        if (engine.Containers.GetValueOrDefault(wanted.Name) is not { } container || container.Unit != unit.Name)
            return $"{wanted.Unit} is active without its container";
        if (wanted.HasHealthCheck && container.Health != HealthState.Healthy)
            return $"{wanted.Name} is {container.Health}";
        if (container.ImageId != engine.Images.GetValueOrDefault(wanted.Image))
            return $"{wanted.Name} runs {container.ImageId}, and {wanted.Image} is {engine.Images.GetValueOrDefault(wanted.Image)}";
        return wanted.ReadsFile && container.Files != host.Files[ExpectedWorkload.EnvironmentFile]
            ? $"{wanted.Name} was started with another environment file" : null;
    }

    private string? Leftover(HashSet<string> excused)
    {
        var wanted = host.Effective.ToDictionary(one => one.Name, StringComparer.Ordinal);
        foreach (var unit in host.Systemd.Units.Values.Where(unit => !unit.IsSlice))
        {
            if (InvariantChecker.OwnerOf(unit) is { } owner && !excused.Contains(owner)
                && (!wanted.TryGetValue(owner, out var its) || its.Unit != unit.Name))
                return $"{unit.Name} of {owner} is left over";
        }

        foreach (var container in host.Engines.Values.SelectMany(engine => engine.Containers.Values))
        {
            if (container.Owner is { } owner && !excused.Contains(owner)
                && (!wanted.TryGetValue(owner, out var its) || its.Unit != container.Unit))
                return $"container {container.Name} of {owner} is left over";
        }

        return null;
    }
}
