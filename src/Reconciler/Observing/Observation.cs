using OciReconciler.Desired;
using OciReconciler.Units;

namespace OciReconciler.Observing;

/// <summary>What a pass sees: one listing, and the workloads it was asked for.</summary>
internal sealed record Observation(UnitListing Listing, ImmutableSortedDictionary<WorkloadKey, ObservedWorkload> Workloads)
{
    /// <summary>What was desired then.</summary>
    public DesiredView? Desired { get; init; }

    /// <summary>Properties were read that only a change needs.</summary>
    public bool HasDetails { get; init; }

    /// <summary>When it began: a timestamp of the controller's clock.</summary>
    public long At { get; init; }

    /// <summary>systemd knows nothing of the workloads.</summary>
    public bool IsOfNothing => Workloads.Values.All(workload => workload is { Holder: null, Units.IsEmpty: true });

    /// <summary>
    /// The same after workloads were prepared: when any got another image than was seen, names stand for other images now, and what the
    /// engines had is not known any more.
    /// </summary>
    public Observation After(IReadOnlyDictionary<WorkloadKey, Preparation> prepared)
    {
        var isSame = prepared.All(entry =>
            entry.Value.Inputs is { } inputs && inputs.ImageId == Workloads.GetValueOrDefault(entry.Key)?.ImageId);
        return isSame ? this : this with
        {
            Workloads = Workloads.ToImmutableSortedDictionary(
                entry => entry.Key, entry => entry.Value with { ImageId = null, ImageDigest = null }),
        };
    }

    /// <summary>Nothing was observed yet.</summary>
    public static Observation Empty { get; } = new(new UnitListing([]), ImmutableSortedDictionary<WorkloadKey, ObservedWorkload>.Empty);
}
