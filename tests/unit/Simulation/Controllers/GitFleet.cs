using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.Model.Git;
using OciReconciler.Sync;
using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>
/// A git source beside the manifest directory: what is pushed there, and what a controller has in force of it, by the one file that says
/// so.
/// </summary>
internal sealed class GitFleet(SimulatedHost host)
{
    public const string Name = "fleet";

    // A controller looks for a freeze every 15 s.
    private static readonly TimeSpan SeenAfter = TimeSpan.FromSeconds(40);

    private readonly Dictionary<string, Revision> _pushed = new(StringComparer.Ordinal);
    private byte[] _stateRead = [];
    private object? _freeze;
    private bool _isFreezeSeen;
    private bool _mayRewind;
    private bool _mayTakeFrozen;

    public SimulatedRepository Repository { get; } = new();

    public GitSourceOptions Options { get; } = new()
    {
        Name = Name,
        Url = "https://git.test/fleet.git",
        IntervalSeconds = 10,
    };

    /// <summary>The commit in force; null: none ever was.</summary>
    public CommitId? InForce { get; private set; }

    /// <summary>Whether the newest commit is not in force.</summary>
    public bool IsBehind => Refresh() != Repository.Head;

    public bool IsFrozen => _freeze is not null;

    private ManifestSlot[] Slots => [.. host.Slots.Where(slot => slot.IsGit)];

    private IEnumerable<(string Path, string Text)> Files =>
        Slots.Where(slot => slot.Current is not null).Select(slot => (slot.Path, slot.Text));

    private FreezeFiles Frozen => new(Path.Combine(host.Disk.State, "frozen"));

    private string StateFile => Path.Combine(host.Disk.State, "sources", Name, "state.json");

    /// <summary>Commits what the files say now.</summary>
    public string Push(string comment = "")
    {
        var revision = new Revision(
            [.. Slots.Select(slot => slot.Current)], Slots.Any(slot => slot is { IsBroken: true, Current: not null }));
        var id = Repository.Push([.. Files, ("README.md", comment)]);
        _pushed[id.Digits] = revision;
        return id.Abbreviated;
    }

    /// <summary>Commits another file beside them.</summary>
    public void PushAlso(string path, ExpectedWorkload wanted)
    {
        var id = Repository.Push([.. Files, (path, wanted.ToJson())]);
        _pushed[id.Digits] = new Revision([.. Slots.Select(slot => slot.Current)], IsBroken: false);
    }

    /// <summary>A forced push of an earlier commit.</summary>
    public string Rewind()
    {
        var commits = _pushed.Keys.ToList();
        var digits = commits[host.Random.Next(commits.Count)];
        _ = CommitId.TryParse(digits, out var id);
        Repository.Reset(id);
        foreach (var (slot, wanted) in Slots.Zip(_pushed[digits].Workloads))
        {
            if (wanted is not null)
                host.Links.Declare(wanted);
            host.Guard.Touch(slot.Names);
            (slot.Current, slot.IsBroken) = (wanted, wanted is not null && _pushed[digits].IsBroken);
        }

        return id.Abbreviated;
    }

    public void Freeze()
    {
        Frozen.Add(Name);
        var freeze = _freeze = new object();
        host.Pump.Clock.After(SeenAfter, () =>
        {
            Refresh();
            _isFreezeSeen |= _freeze == freeze;
        });
    }

    public void Unfreeze()
    {
        Refresh();
        Frozen.Remove(Name);
        (_freeze, _isFreezeSeen) = (null, false);
    }

    /// <summary>Somebody asks for what is there, however it came there.</summary>
    public void Sync()
    {
        (_mayRewind, _mayTakeFrozen) = (true, true);
        new SyncRequests(Path.Combine(host.Disk.Run, "sync")).Ask(Name, now: true, allowRewind: true);
    }

    /// <summary>The forge fails, or is back.</summary>
    public void Fail(string? reason) => Repository.Failure = reason is null ? null : new GitException(reason, "the forge is away");

    /// <summary>What is wrong when all is well: the newest revision is not in force, though nothing is wrong with it.</summary>
    public string? Difference() =>
        IsBehind && !IsFrozen && !(Repository.Head is { } head && _pushed[head.Digits].IsBroken)
            ? $"{Repository.Head} is not in force, but {InForce}"
            : null;

    /// <summary>Reads which commit is in force, and puts what it declares into the slots.</summary>
    public CommitId? Refresh()
    {
        if (RegularFile.TryReadAllBytes(StateFile) is not { } state || state.AsSpan().SequenceEqual(_stateRead))
            return InForce;
        _stateRead = state;
        if (SourceRecord.Parse(state).Accepted is not { } accepted || accepted.Id == InForce)
            return InForce;
        Judge(accepted);
        InForce = accepted.Id;
        foreach (var (slot, wanted) in Slots.Zip(_pushed[accepted.Commit].Workloads))
            slot.LastValid = wanted;
        return InForce;
    }

    private void Judge(RevisionRecord accepted)
    {
        if (_pushed[accepted.Commit].IsBroken)
            host.Guard.Fail($"{accepted.Commit} is in force, which has an error");
        if (InForce is { } before && !_mayRewind && !host.Disk.WasBroken && !Repository.IsAncestor(before, accepted.Id))
            host.Guard.Fail($"{accepted.Commit} is in force, which does not descend from {before}");
        if (_isFreezeSeen && !_mayTakeFrozen)
            host.Guard.Fail($"{accepted.Commit} is in force, though the source is frozen");
    }

    private sealed record Revision(ExpectedWorkload?[] Workloads, bool IsBroken);
}
