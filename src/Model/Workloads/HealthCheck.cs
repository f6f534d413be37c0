namespace OciReconciler.Model.Workloads;

/// <summary>How the engine finds out whether the program in a container works. The defaults are both engines' own.</summary>
/// <param name="Test"><c>CMD</c> and an argument vector, or <c>CMD-SHELL</c> and one line for the container's shell; as in Compose.</param>
/// <param name="Timeout">After which a test has failed.</param>
/// <param name="Retries">Failed tests in a row that make the container unhealthy.</param>
/// <param name="StartPeriod">From the container's start, in which a failed test does not count.</param>
public sealed record HealthCheck(ImmutableArray<string> Test, TimeSpan Interval, TimeSpan Timeout, int Retries, TimeSpan StartPeriod)
{
    /// <summary>First element of <see cref="Test"/>: the rest is an argument vector.</summary>
    public const string Exec = "CMD";

    /// <summary>First element of <see cref="Test"/>: the other is a line for the shell.</summary>
    public const string Shell = "CMD-SHELL";

    /// <summary>What a manifest that gives the test alone gets.</summary>
    public static HealthCheck Default { get; } = new([], TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), 3, TimeSpan.Zero);

    /// <inheritdoc/>
    public bool Equals(HealthCheck? other) =>
        other is not null && Test.AsSpan().SequenceEqual(other.Test.AsSpan())
        && (Interval, Timeout, Retries, StartPeriod) == (other.Interval, other.Timeout, other.Retries, other.StartPeriod);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Test.Length, Interval, Timeout, Retries, StartPeriod);
}
