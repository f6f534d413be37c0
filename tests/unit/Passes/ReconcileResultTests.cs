using OciReconciler.Telemetry;

namespace OciReconciler.UnitTests.Passes;

public sealed class ReconcileResultTests
{
    private static readonly FailureReason Why = new("ImageNotFound", "no such tag");

    [Fact]
    public void Outcome_OfEachKind_IsOneThatCountersHaveFromTheStart()
    {
        ReconcileResult[] all = [
            Settled([]), Settled([new(new("web"), Why)]), new ReconcileResult.Grown([]), new ReconcileResult.Stopping(),
            new ReconcileResult.Failed(Why)];
        Assert.Equal(["settled", "failed", "grown", "stopping", "failed"], all.Select(result => result.Outcome));
        Assert.All(all, result => Assert.Contains(result.Outcome, Instruments.PassResults));
        Assert.Equal([null, Why, null, null, Why], all.Select(result => result.Failure));
    }

    private static ReconcileResult.Settled Settled(IEnumerable<KeyValuePair<WorkloadKey, FailureReason>> failures) => new(
        ImmutableSortedDictionary<WorkloadKey, Decision>.Empty, failures.ToImmutableDictionary(), [], [],
        ImmutableDictionary<WorkloadKey, TimeSpan>.Empty);
}
