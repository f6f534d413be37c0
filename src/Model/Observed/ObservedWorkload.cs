using OciReconciler.Model.Hashing;
using OciReconciler.Model.Units;

namespace OciReconciler.Model.Observed;

/// <summary>Everything the host says about one workload: the unit half and the container half. Read fresh for each pass.</summary>
public sealed record ObservedWorkload
{
    /// <summary>The workload's key.</summary>
    public required WorkloadKey Key { get; init; }

    /// <summary>The holder slice when it is active, else null. Without our mark it is somebody else's.</summary>
    public ObservedUnit? Holder { get; init; }

    /// <summary>
    /// Units that matter to this workload, by name: the marked one and the one its manifest wants, as far as they are known to systemd.
    /// </summary>
    public ImmutableSortedDictionary<string, ObservedUnit> Units { get; init; } =
        ImmutableSortedDictionary.Create<string, ObservedUnit>(StringComparer.Ordinal);

    /// <summary>The container of that name, or null when there is none or the engine did not answer.</summary>
    public ObservedContainer? Container { get; init; }

    /// <summary>Whether the engine answered.</summary>
    public bool ContainerIsKnown { get; init; }

    /// <summary>The option that leads its engine to containers that are not asked about (<see cref="NotWatched"/>); null: none.</summary>
    public string? NotWatchedFor { get; init; }

    /// <summary>Digest of the inputs as they are now, or null when they are not known (image not there, engine down).</summary>
    public InputsDigest? InputsHash { get; init; }

    /// <summary>The same in full, to say what changed.</summary>
    public WorkloadInputs? Inputs { get; init; }

    /// <summary>
    /// Id of the image that is to run: what the reference stands for now, after a rollback the one that ran before. Null when it is not
    /// there or the engine did not answer.
    /// </summary>
    public string? ImageId { get; init; }

    /// <summary>Digest of that image in its repository, or null.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>
    /// What lies where its unit would have its runtime directory and is not its unit's; null: nothing does, or it has none.
    /// </summary>
    public string? ForeignDirectory { get; init; }

    /// <summary>It ran before the controller stopped it and has not been started again since.</summary>
    public bool StartIsPending { get; init; }

    /// <summary>The mark of what was last defined: the holder's, or that of a service whose holder is missing.</summary>
    public OwnershipMark? Applied =>
        Holder?.Mark is { } held && held.Key == Key ? held : Units.Values.FirstOrDefault(unit => unit.Mark?.Key == Key)?.Mark;

    /// <summary>The service that was last defined, when systemd knows it and it is ours.</summary>
    public ObservedUnit? AppliedUnit =>
        Applied is { } mark && Units.GetValueOrDefault(mark.Unit) is { } unit && unit.Mark?.Key == Key ? unit : null;

    /// <summary>Services of ours under other names that still run.</summary>
    public IEnumerable<ObservedUnit> OtherServices =>
        Units.Values.Where(unit => unit.IsUp && unit.Mark?.Key == Key && unit.Name != Applied?.Unit);

    /// <summary>The container of that name, when it is ours.</summary>
    public ObservedContainer? OwnContainer => Container?.Owner == Key.Name ? Container : null;

    /// <summary>
    /// The unit is up, and the engine says that its container is not (yet), or another one has its name: docker's client starts before its
    /// container does.
    /// </summary>
    public bool LacksContainer => NotWatchedFor is null
        && AppliedUnit is { IsUp: true } && ContainerIsKnown && OwnContainer is not ({ IsRunning: true } or { IsPaused: true });

    /// <summary>Somebody has paused the container at its engine.</summary>
    public bool HasPausedContainer => AppliedUnit is { IsUp: true } && OwnContainer is { IsPaused: true };
}
