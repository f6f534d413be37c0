namespace OciReconciler.UnitTests.Workloads;

public sealed class ExponentialBackoffTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(5, 160)]
    [InlineData(6, 300)]
    [InlineData(int.MaxValue, 300)]
    public void After_FailuresInARow_DoublesUpToTheLongest(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new ExponentialBackoff(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(300))
            .After(failures));
}
