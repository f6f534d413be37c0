using OciReconciler.Model.Events;

namespace OciReconciler.UnitTests.Events;

/// <summary>Events of tests.</summary>
internal static class EventSamples
{
    public static readonly DateTimeOffset Start = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static WorkloadEvent Of(
        string reason = "Started", string message = "Started podman-web.service.", double seconds = 0, long sequence = 0) => new()
    {
        Sequence = sequence,
        FirstTime = Start.AddSeconds(seconds),
        LastTime = Start.AddSeconds(seconds),
        Type = EventType.Normal,
        Reason = reason,
        Message = message,
        Workload = "web",
    };
}
