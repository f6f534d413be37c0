using OciReconciler.Units;

namespace OciReconciler.UnitTests.Units;

/// <summary>What is remembered of jobs does not grow with the units that came and went.</summary>
public sealed class JobOwnershipTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Add_JobsThatAreOver_AreForgottenAndOthersAreNot()
    {
        var own = new JobOwnership(_time);
        own.Add(new SystemdJob("first.service", "/org/freedesktop/systemd1/job/7", new TaskCompletionSource<JobResult>().Task));
        for (var index = 0; index < 10_000; index++)
            own.Add(new SystemdJob($"u{index}.service", "/org/freedesktop/systemd1/job/8", Task.FromResult(JobResult.Done)));

        Assert.InRange(own.Count, 1, 300);
        Assert.False(own.IsForeign(Row("first.service", 7)));
        Assert.True(own.IsForeign(Row("first.service", 9)));
    }

    [Fact]
    public void See_UnitsThatAreNotLookedAtAnyMore_AreForgotten()
    {
        var times = new UnitTimes(_time);
        times.See("first.service", 7);
        for (var index = 0; index < 10_000; index++)
        {
            times.See($"u{index}.service", 8);
            times.See("first.service", 7);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(times.Count, 1, 300);
        Assert.Equal(TimeSpan.FromMinutes(10_000), times.See("first.service", 7));
        Assert.Equal(TimeSpan.Zero, times.See("first.service", 9));
    }

    private static UnitStatus Row(string name, uint job) => new(name, "", "loaded", "active", "running", job, "start");
}
