using OciReconciler.UnitTests.Simulation.Controllers;

namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>What an operator does to manifests and to the files that they name.</summary>
internal sealed class ManifestOperations(SimulatedHost host)
{
    private int _versions;

    public IEnumerable<Operation> All =>
    [
        new(14, Drop), new(12, Edit), new(4, EditWithoutEffect), new(4, Break), new(5, Fix), new(6, Delete), new(3, Rename), new(5, Depend),
            new(4, SwitchAutoStart), new(3, RenameUnit),
        new(3, SwitchBackend), new(3, MoveTag), new(3, WriteFile), new(2, LoseDirectory),
    ];

    /// <summary>
    /// Whatever is broken is mended; half of the broken files, and what depends on nothing that is declared in three of four runs.
    /// </summary>
    public void Mend()
    {
        FindDirectory();
        foreach (var slot in host.Slots.Where(slot => slot.IsBroken && host.Random.Next(2) == 0))
            Write(slot, slot.Current!);
        if (host.Random.Next(4) == 0)
            return;
        foreach (var slot in host.Slots.Where(slot => slot is { IsBroken: false, Current: not null }))
            Write(slot, slot.Current! with {
                DependsOn = [.. slot.Current!.DependsOn.Where(name => host.Slots.Any(other => other.Current?.Name == name))] });
    }

    private ManifestSlot? Pick(Func<ManifestSlot, bool> suits)
    {
        var suitable = host.Slots.Where(suits).ToList();
        return suitable.Count == 0 ? null : suitable[host.Random.Next(suitable.Count)];
    }

    private string? Drop() => Pick(slot => slot.Current is null) is { } slot ? Write(slot, Make(slot)) : null;

    private string? Edit() => Change(wanted => wanted with { Version = ++_versions });

    private string? EditWithoutEffect() =>
        Change(
            wanted => wanted with { Pull = wanted.Pull is null
                ? "always" : wanted is { Pull: "always", Backend: Backend.Podman } ? "newer" : null });

    private string? Depend() =>
        Pick(slot => IsEditable(slot) && slot.Index > 0) is { } slot
        ? Write(slot, slot.Current! with { DependsOn = Dependencies(slot) }) : null;

    private string? SwitchAutoStart() => Change(wanted => wanted with { AutoStart = !wanted.AutoStart });

    private string? RenameUnit() =>
        Change(wanted => wanted with { ServiceName = wanted.ServiceName is null ? "svc-" + wanted.Name : null });

    private string? SwitchBackend() => Change(wanted => On(wanted, wanted.Backend == Backend.Podman ? Backend.Docker : Backend.Podman));

    private string? Rename() =>
        Change(wanted => wanted with { Name = (wanted.Name[0] == 'w' ? "x" : "w") + wanted.Name[1..], ServiceName = null });

    private string? Break()
    {
        if (Pick(IsEditable) is not { } slot)
            return null;
        slot.IsBroken = true;
        FilesChange(slot);
        return $"break {slot.Path}";
    }

    private string? Fix() => Pick(slot => slot.IsBroken) is { } slot ? Write(slot, slot.Current!) : null;

    private string? Delete()
    {
        if (Pick(IsEditable) is not { } slot)
            return null;
        host.Guard.Touch([slot.Current!.Name]);
        var name = slot.Current.Name;
        (slot.Current, slot.DeletedAt) = (null, host.Pump.Clock.Ticks);
        FilesChange(slot);
        host.Pump.Clock.After(TimeSpan.FromSeconds(1.1), () => host.Controller?.FilesChanged());
        return $"delete {slot.Path} ({name})";
    }

    private string? MoveTag()
    {
        var engine = host.Engines.Values.ElementAt(host.Random.Next(2));
        var image = engine.Registry.Keys.ElementAt(host.Random.Next(engine.Registry.Count));
        engine.Registry[image] = $"sha256:{++_versions:D8}";
        return $"push another {image}";
    }

    private string? WriteFile()
    {
        host.Files[ExpectedWorkload.EnvironmentFile] = $"{++_versions}";
        host.Guard.Touch(host.Slots.SelectMany(slot => new[] { slot.Current, slot.LastValid }).OfType<ExpectedWorkload>()
            .Where(wanted => wanted.ReadsFile).Select(wanted => wanted.Name));
        return "write the environment file";
    }

    private string? LoseDirectory()
    {
        if (host.SourceState.Kind != SourceStateKind.Ready)
        {
            FindDirectory();
            return "the manifest directory is back";
        }

        var kind = host.Random.Next(2) == 0 ? SourceStateKind.Missing : SourceStateKind.Unreadable;
        host.SourceState = new SourceState(kind, "the directory is gone");
        FilesChange();
        return $"the manifest directory is {kind}";
    }

    // What was done to its files meanwhile counts from now on.
    private void FindDirectory()
    {
        var isBack = host.SourceState.Kind != SourceStateKind.Ready;
        host.SourceState = SourceState.Ready;
        // Together with what they depend on from now on.
        if (isBack)
            host.Guard.Touch(host.Slots.Where(slot => slot.Current != slot.LastValid).SelectMany(slot => slot.Names));
        FilesChange();
    }

    private string? Change(Func<ExpectedWorkload, ExpectedWorkload> change) =>
        Pick(IsEditable) is { } slot ? Write(slot, change(slot.Current!)) : null;

    private static bool IsEditable(ManifestSlot slot) => slot is { Current: not null, IsBroken: false };

    private string Write(ManifestSlot slot, ExpectedWorkload wanted)
    {
        var was = slot.Current;
        host.Links.Declare(wanted);
        host.Guard.Touch(new[] { wanted, was, slot.LastValid }.OfType<ExpectedWorkload>().Select(touched => touched.Name));
        (slot.Current, slot.IsBroken, slot.DeletedAt) = (wanted, false, null);
        FilesChange(slot);
        return $"write {slot.Path}: {wanted}";
    }

    // What lies in the repository is pushed, and found by the next fetch.
    private void FilesChange(ManifestSlot slot)
    {
        if (slot.IsGit)
            host.Git!.Push();
        else
            FilesChange();
    }

    private void FilesChange() =>
        host.Pump.Clock.After(TimeSpan.FromMilliseconds(host.Random.Next(1, 400)), () => host.Controller?.FilesChanged());

    private ExpectedWorkload Make(ManifestSlot slot) => On(
        new ExpectedWorkload((host.Random.Next(4) == 0 ? "x" : "w") + slot.Index)
        {
            Version = ++_versions,
            DependsOn = slot.Index > 0 && host.Random.Next(2) == 0 ? Dependencies(slot) : [],
            AutoStart = host.Random.Next(5) > 0,
            ReadsFile = host.Random.Next(4) == 0,
            Pull = host.Random.Next(4) == 0 ? "always" : null,
            HasHealthCheck = host.Random.Next(4) == 0,
        },
        host.Random.Next(3) == 0 ? Backend.Docker : Backend.Podman);

    private ExpectedWorkload On(ExpectedWorkload wanted, Backend backend) => wanted with
    {
        Backend = backend,
        Pull = wanted.Pull == "newer" ? "always" : wanted.Pull,
        Image = backend == Backend.Docker ? "registry.test/c:1" : host.Random.Next(2) == 0 ? "registry.test/a:1" : "registry.test/b:1",
    };

    // Only on lower numbers, so that there is no cycle; sometimes on what is not declared.
    private System.Collections.Immutable.ImmutableArray<string> Dependencies(ManifestSlot slot) =>
        [.. host.Slots.Take(slot.Index).Where(_ => host.Random.Next(2) == 0).Select(other => other.Current?.Name ?? "w" + other.Index)];
}
