using OciReconciler.Model.Events;

namespace OciReconciler.UnitTests.Events;

public sealed class EventCountingTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly WorkloadEvent Before = Happenings.Of("ImageNotFound", "web:9 does not exist", seconds: 0, sequence: 4) with { Count = 2 };

    [Fact]
    public void Count_SameAgainSoon_IsCountedWithItsFirstTime()
    {
        var counted = EventCounting.Count([Before, Happenings.Of(sequence: 5)], Happenings.Of("ImageNotFound", "web:9 does not exist", 599), 6, Window);
        Assert.Equal((4, 3), (counted.Sequence, counted.Count));
        Assert.Equal((Happenings.Start, Happenings.Start.AddSeconds(599)), (counted.FirstTime, counted.LastTime));
    }

    [Theory]
    [InlineData("ImageNotFound", "web:9 does not exist", 601)]
    [InlineData("ImageNotFound", "web:8 does not exist", 1)]
    [InlineData("ImagePullFailed", "web:9 does not exist", 1)]
    public void Count_LaterOrOther_IsNew(string reason, string message, double seconds)
    {
        var counted = EventCounting.Count([Before], Happenings.Of(reason, message, seconds), 5, Window);
        Assert.Equal((5, 1), (counted.Sequence, counted.Count));
    }

    [Fact]
    public void Count_OtherSubjectTypeOrAction_IsNew()
    {
        var again = Happenings.Of("ImageNotFound", "web:9 does not exist", 1);
        WorkloadEvent[] others = [again with { Workload = "db" }, again with { Type = EventType.Warning }, again with { Action = "Replace" }];
        Assert.All(others, other => Assert.Equal(5, EventCounting.Count([Before], other, 5, Window).Sequence));
    }

    [Fact]
    public void Count_Series_TakesTheNewestMessage()
    {
        var began = Happenings.Of("Pulling", "Pulling web:1", sequence: 1) with { Series = "web:1" };
        var counted = EventCounting.Count([began], began with { Message = "Pulling web:1: 1 of 2 layers", LastTime = Happenings.Start.AddSeconds(10) }, 2, Window);
        Assert.Equal((1, 2, "Pulling web:1: 1 of 2 layers"), (counted.Sequence, counted.Count, counted.Message));
    }
}
