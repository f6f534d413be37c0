using System.Globalization;
using CsCheck;
using OciReconciler.Configuration;
using OciReconciler.Schedules;

namespace OciReconciler.UnitTests.Schedules;

public sealed class ApplyWindowsTests
{
    private const string Berlin = "Europe/Berlin";

    [Fact]
    public void At_NoWindow_IsOpenForEver() =>
        Assert.Equal(new WindowState(IsOpen: true, ChangesAt: null), ApplyWindows.Of(new GitSourceOptions()).At(Time("2026-01-01T00:00Z")));

    /// <summary>Each row: windows, a moment, whether they are open then, and when that changes.</summary>
    [Theory]
    // Two at night in Berlin, in winter and in summer.
    [InlineData("allow 0 2 * * *|4h|Europe/Berlin", "2026-01-15T00:59:59Z", false, "2026-01-15T01:00Z")]
    [InlineData("allow 0 2 * * *|4h|Europe/Berlin", "2026-01-15T01:00Z", true, "2026-01-15T05:00Z")]
    [InlineData("allow 0 2 * * *|4h|Europe/Berlin", "2026-01-15T05:00Z", false, "2026-01-16T01:00Z")]
    [InlineData("allow 0 2 * * *|4h|Europe/Berlin", "2026-07-15T00:00Z", true, "2026-07-15T04:00Z")]
    // The hour from two is skipped on 29 March: the window begins when it is three, and lasts as long as ever.
    [InlineData("allow 30 2 * * *|4h|Europe/Berlin", "2026-03-29T00:59Z", false, "2026-03-29T01:00Z")]
    [InlineData("allow 30 2 * * *|4h|Europe/Berlin", "2026-03-29T01:00Z", true, "2026-03-29T05:00Z")]
    // It comes twice on 25 October: the window begins the first time alone.
    [InlineData("allow 30 2 * * *|30m|Europe/Berlin", "2026-10-25T00:30Z", true, "2026-10-25T01:00Z")]
    [InlineData("allow 30 2 * * *|30m|Europe/Berlin", "2026-10-25T01:30Z", false, "2026-10-26T01:30Z")]
    // One that repeats within the hour begins both times.
    [InlineData("allow */30 2 * * *|10m|Europe/Berlin", "2026-10-25T01:30Z", true, "2026-10-25T01:40Z")]
    // Only windows that deny: open otherwise.
    [InlineData("deny 0 8 * * MON-FRI|10h|UTC", "2026-01-16T12:00Z", false, "2026-01-16T18:00Z")]
    [InlineData("deny 0 8 * * MON-FRI|10h|UTC", "2026-01-16T18:00Z", true, "2026-01-19T08:00Z")]
    // One that denies wins.
    [InlineData("allow 0 0 * * *|12h|UTC;deny 0 6 * * *|1h|UTC", "2026-01-15T05:00Z", true, "2026-01-15T06:00Z")]
    [InlineData("allow 0 0 * * *|12h|UTC;deny 0 6 * * *|1h|UTC", "2026-01-15T06:30Z", false, "2026-01-15T07:00Z")]
    // Days that follow each other are one stretch.
    [InlineData("deny 0 0 24-31 12 *|24h|UTC", "2026-12-24T00:00Z", false, "2027-01-01T00:00Z")]
    [InlineData("deny 0 0 24-31 12 *|24h|UTC", "2026-01-01T00:00Z", true, "2026-12-24T00:00Z")]
    [InlineData("allow 0 0 * * SAT,SUN|24h|UTC", "2026-01-17T13:00Z", true, "2026-01-19T00:00Z")]
    // Windows that overlap are, too.
    [InlineData("allow 0 1 * * *|2h|UTC;allow 0 2 * * *|3h|UTC", "2026-01-15T01:30Z", true, "2026-01-15T05:00Z")]
    // Leap days only.
    [InlineData("allow 0 0 29 2 *|24h|UTC", "2026-01-01T00:00Z", false, "2028-02-29T00:00Z")]
    [InlineData("allow @daily|1h|UTC", "2026-01-15T00:10Z", true, "2026-01-15T01:00Z")]
    public void At_Moment_IsOpenUntil(string windows, string moment, bool isOpen, string changesAt) =>
        Assert.Equal(new WindowState(isOpen, Time(changesAt)), Windows(windows).At(Time(moment)));

    [Fact]
    public void At_WindowsThatLeaveNoTime_SaysThatItNeverOpens() => Assert.Equal(
        new WindowState(IsOpen: false, ChangesAt: null),
        Windows("allow 0 2 1 1 *|1h|UTC;deny 0 0 1 1 *|24h|UTC").At(Time("2026-01-15T00:00Z")));

    [Fact]
    public void At_ThroughAYearOfBerlin_IsOpenFourHoursOnEachDay()
    {
        var windows = Windows("allow 0 2 * * *|4h|Europe/Berlin");
        var open = TimeSpan.Zero;
        var openings = 0;
        for (var at = Time("2026-01-01T00:00Z"); at < Time("2027-01-01T00:00Z");)
        {
            var state = windows.At(at);
            openings += state.IsOpen ? 1 : 0;
            open += state.IsOpen ? state.ChangesAt!.Value - at : TimeSpan.Zero;
            at = state.ChangesAt!.Value;
        }

        Assert.Equal(365, openings);
        Assert.Equal(TimeSpan.FromHours(365 * 4), open);
    }

    [Fact]
    public void At_AnyWindows_ChangesAtIsTheFirstMomentThatDiffers()
    {
        var cron = Gen.OneOf("0 2 * * *", "30 2 * * *", "*/20 1-3 * * *", "0 */6 * * *", "0 0 * * SUN", "15 3 29 * *", "0 0 1 * *");
        var one = Gen.Select(
            Gen.OneOf("allow", "deny"), cron, Gen.Int[1, 1440],
            Gen.OneOf("UTC", Berlin, "America/New_York", "Australia/Lord_Howe"),
            (kind, expression, minutes, zone) => $"{kind} {expression}|{minutes / 60}h{minutes % 60}m|{zone}")
            .Where(window => WindowParsing.TryParse(One(window), out _, out _));
        // Days around both changes of the clocks, in both hemispheres, are as likely as others.
        var start = Gen.Select(
            Gen.OneOf("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01", "2026-06-15"),
            Gen.Int[-172_800, 172_800], Gen.Int[0, 999], (day, seconds, milliseconds) => Time(day).AddSeconds(seconds)
                .AddMilliseconds(milliseconds));
        Gen.Select(one.Array[1, 4], start).Sample(
            (windows, moment) =>
            {
                var parsed = Windows(string.Join(';', windows));
                var state = parsed.At(moment);
                var end = state.ChangesAt ?? moment.AddDays(40);
                if (state.ChangesAt is { } change)
                    Assert.NotEqual(state.IsOpen, parsed.IsOpen(change));
                // Minutes are where windows begin and end: each one before it, and the last tick of all.
                var step = TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling((end - moment).TotalMinutes / 500)));
                for (var at = moment; at < end; at += step)
                    Assert.Equal(state.IsOpen, parsed.IsOpen(at));
                Assert.Equal(state.IsOpen, parsed.IsOpen(end.AddTicks(-1)));
            },
            iter: 300);
    }

    /// <summary>
    /// Each row: when a revision was seen, the moment, and whether it is taken then. Open from 2 to 6, with 15 minutes of grace.
    /// </summary>
    [Theory]
    [InlineData("2026-01-15T05:59Z", "2026-01-15T06:10Z", true)]
    [InlineData("2026-01-15T06:00Z", "2026-01-15T06:10Z", false)]
    [InlineData("2026-01-14T12:00Z", "2026-01-15T06:15Z", true)]
    [InlineData("2026-01-15T05:59Z", "2026-01-15T06:15:01Z", false)]
    [InlineData("2026-01-15T12:00Z", "2026-01-15T12:00Z", false)]
    [InlineData("2026-01-15T03:00Z", "2026-01-15T03:00Z", true)]
    public void MayApply_AfterTheEnd_HasGraceForWhatWasSeen(string seen, string now, bool expected) =>
        Assert.Equal(expected, Windows("allow 0 2 * * *|4h|UTC", graceSeconds: 900).MayApply(Time(now), Time(seen)));

    [Fact]
    public void MayApply_GraceWithinAWindowThatDenies_IsNone() => Assert.False(
        Windows("deny 0 6 * * *|1h|UTC", graceSeconds: 900).MayApply(Time("2026-01-15T06:05Z"), Time("2026-01-15T05:00Z")));

    private static ApplyWindows Windows(string windows, int graceSeconds = 0) => ApplyWindows.Of(new GitSourceOptions
    {
        ApplyWindows = [.. windows.Split(';').Select(One)],
        WindowGraceSeconds = graceSeconds,
    });

    private static ApplyWindowOptions One(string text)
    {
        var parts = text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split('|');
        return new ApplyWindowOptions
        {
            Kind = text.StartsWith("allow", StringComparison.Ordinal) ? WindowKind.Allow : WindowKind.Deny,
            Cron = parts[0],
            Duration = parts[1],
            TimeZone = parts[2],
        };
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
