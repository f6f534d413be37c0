namespace OciReconciler.UnitTests.DBus;

public sealed class JobTrackerTests
{
    private readonly JobTracker _jobs = new();

    [Fact]
    public async Task Register_MergedJob_SharesTheResult()
    {
        Task<JobResult> first = _jobs.Register("/job/1");
        Task<JobResult> second = _jobs.Register("/job/1");
        _jobs.Complete("/job/1", JobResult.Canceled);
        Assert.Equal(JobResult.Canceled, await first);
        Assert.Equal(JobResult.Canceled, await second);
    }

    [Fact]
    public void Complete_UnclaimedResults_AreBoundedAndTheNewestKept()
    {
        for (int i = 0; i <= JobTracker.UnclaimedKept; i++)
            _jobs.Complete($"/job/{i}", JobResult.Done);
        Assert.False(_jobs.Register("/job/0").IsCompleted);
        Assert.True(_jobs.Register("/job/1").IsCompleted);
        Assert.True(_jobs.Register($"/job/{JobTracker.UnclaimedKept}").IsCompleted);
    }

    [Fact]
    public async Task FailAll_FaultsWhatWaitsAndForgetsWhatWasUnclaimed()
    {
        Task<JobResult> job = _jobs.Register("/job/1");
        _jobs.Complete("/job/2", JobResult.Done);
        _jobs.FailAll(new BusException(BusFailure.Closed, string.Empty, "gone"));
        Assert.Equal(BusFailure.Closed, (await Assert.ThrowsAsync<BusException>(() => job)).Failure);
        Assert.False(_jobs.Register("/job/2").IsCompleted);
    }

    // The reply that names a job may be read while the connection ends: nobody would end that job any more.
    [Fact]
    public async Task End_JobThatIsRegisteredAfterIt_FailsToo()
    {
        _jobs.End(new BusException(BusFailure.Closed, string.Empty, "gone"));
        Assert.Equal("gone", (await Assert.ThrowsAsync<BusException>(() => _jobs.Register("/job/1"))).Message);
    }
}
