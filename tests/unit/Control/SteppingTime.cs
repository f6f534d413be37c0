namespace OciReconciler.UnitTests.Control;

/// <summary>
/// A virtual clock whose wall clock can be set, as by an administrator or by a host that slept, while the monotonic one goes on.
/// </summary>
internal sealed class SteppingTime(FakeTimeProvider time) : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
