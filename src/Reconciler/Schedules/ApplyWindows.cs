using OciReconciler.Configuration;

namespace OciReconciler.Schedules;

/// <summary>
/// When revisions of a source may come into force. Without a window: always. With windows that allow: in these alone. Never in one that
/// denies. What began in time goes on over the end. Pure and thread-safe.
/// </summary>
internal sealed class ApplyWindows
{
    // Windows that never leave each other room would be looked through to the end of the calendar. Daily ones have so many in years.
    private const int MostChanges = 5000;

    private readonly ImmutableArray<ApplyWindow> _allowing;
    private readonly ImmutableArray<ApplyWindow> _denying;
    private readonly TimeSpan _grace;

    private ApplyWindows(ImmutableArray<ApplyWindow> allowing, ImmutableArray<ApplyWindow> denying, TimeSpan grace) =>
        (_allowing, _denying, _grace) = (allowing, denying, grace);

    /// <summary>Always open.</summary>
    public static ApplyWindows Always { get; } = new([], [], TimeSpan.Zero);

    /// <summary>Those of a source.</summary>
    /// <exception cref="ArgumentException">A window that <see cref="WindowChecks"/> has errors of.</exception>
    public static ApplyWindows Of(GitSourceOptions source) => source.ApplyWindows.IsDefaultOrEmpty
        ? Always
        : new(Those(source, WindowKind.Allow), Those(source, WindowKind.Deny), TimeSpan.FromSeconds(source.WindowGraceSeconds));

    /// <summary>Whether they are open at a moment.</summary>
    public bool IsOpen(DateTimeOffset moment) =>
        !_denying.Any(window => window.IsActive(moment))
        && (_allowing.IsEmpty || _allowing.Any(window => window.IsActive(moment)));

    /// <summary>Whether they are open at a moment, and when that changes next.</summary>
    public WindowState At(DateTimeOffset moment)
    {
        var isOpen = IsOpen(moment);
        var at = moment;
        for (var changes = 0; changes < MostChanges && NextChange(at) is { } next; changes++)
        {
            if (IsOpen(next) != isOpen)
                return new WindowState(isOpen, next);
            at = next;
        }

        return new WindowState(isOpen, ChangesAt: null);
    }

    /// <summary>
    /// Whether a revision may come into force now: they are open, or were when it was already seen, and no longer ago than the grace. A
    /// grace never reaches into a window that denies.
    /// </summary>
    /// <param name="seen">When the revision was first seen.</param>
    public bool MayApply(DateTimeOffset now, DateTimeOffset seen)
    {
        if (IsOpen(now))
            return true;
        if (_grace == TimeSpan.Zero || _denying.Any(window => window.IsActive(now)))
            return false;
        // One tick before the grace began: a window that ended just then counts.
        var since = now - _grace - TimeSpan.FromTicks(1);
        for (var state = At(since); state.ChangesAt is { } change && change <= now; state = At(change))
        {
            if (state.IsOpen && seen < change)
                return true;
        }

        return false;
    }

    private static ImmutableArray<ApplyWindow> Those(GitSourceOptions source, WindowKind kind) =>
        [.. source.ApplyWindows.Where(window => window.Kind == kind).Select(Parsed)];

    private static ApplyWindow Parsed(ApplyWindowOptions options) => WindowParsing.TryParse(options, out var window, out var wrong)
        ? window
        : throw new ArgumentException($"{wrong.Setting}: {wrong.Message}", nameof(options));

    private DateTimeOffset? NextChange(DateTimeOffset moment) =>
        _allowing.Concat(_denying).Min(window => window.NextChange(moment));
}
