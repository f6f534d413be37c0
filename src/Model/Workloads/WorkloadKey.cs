namespace OciReconciler.Model.Workloads;

/// <summary>The identity of a workload: <c>metadata.name</c> of its manifest. Every queue and map is keyed by it.</summary>
/// <param name="Name">The name, as written; compared ordinally.</param>
public readonly record struct WorkloadKey(string Name) : IComparable<WorkloadKey>
{
    /// <inheritdoc/>
    public int CompareTo(WorkloadKey other) => string.CompareOrdinal(Name, other.Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Ordinal order of names.</summary>
    public static bool operator <(WorkloadKey left, WorkloadKey right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of names.</summary>
    public static bool operator >(WorkloadKey left, WorkloadKey right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of names.</summary>
    public static bool operator <=(WorkloadKey left, WorkloadKey right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of names.</summary>
    public static bool operator >=(WorkloadKey left, WorkloadKey right) => left.CompareTo(right) >= 0;
}
