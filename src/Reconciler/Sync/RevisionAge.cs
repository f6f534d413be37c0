namespace OciReconciler.Sync;

/// <summary>
/// How long a revision has been in force. Within a process it counts by the monotonic clock: a time of day that is set meanwhile, as on a
/// host that boots with a wrong one, must not make a revision late, nor keep it young for days. For one loop.
/// </summary>
internal sealed class RevisionAge(TimeProvider time)
{
    private RevisionRecord? _revision;
    private TimeSpan _before;
    private long _since;

    /// <summary>Since it was accepted; before this process, by the time of day.</summary>
    public TimeSpan Of(RevisionRecord accepted)
    {
        if (_revision?.IsSameAcceptance(accepted) != true)
        {
            var age = time.GetUtcNow() - accepted.At;
            (_revision, _before, _since) = (accepted, age > TimeSpan.Zero ? age : TimeSpan.Zero, time.GetTimestamp());
        }

        return _before + time.GetElapsedTime(_since);
    }
}
