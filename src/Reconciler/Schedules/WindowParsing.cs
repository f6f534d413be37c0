using System.Diagnostics.CodeAnalysis;
using Cronos;
using OciReconciler.Configuration;

namespace OciReconciler.Schedules;

/// <summary>One window of the settings to what it means, or what is wrong with it.</summary>
internal static class WindowParsing
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    // Any moment serves: what is looked for is whether a window begins and ends at all.
    private static readonly DateTimeOffset SomeMoment = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Parses; false: <paramref name="wrong"/> says which setting of the window is wrong, and what to do.</summary>
    public static bool TryParse(
        ApplyWindowOptions options, [NotNullWhen(true)] out ApplyWindow? window, [NotNullWhen(false)] out WindowFault? wrong)
    {
        window = null;
        wrong = null;
        if (options.Kind is null)
            wrong = new WindowFault("kind", "must be \"allow\" or \"deny\".");
        else if (!TryCron(options.Cron, out var cron, out var message))
            wrong = new WindowFault("cron", message);
        else if (!Durations.TryParse(options.Duration, out var duration) || duration < Shortest)
            wrong = new WindowFault(
                "duration", $"\"{options.Duration}\" is no duration from 1m to 24h: write one such as \"4h\" or \"1h30m\".");
        else if (!TryZone(options.TimeZone, out var zone, out message))
            wrong = new WindowFault("timeZone", message);
        else
            wrong = FaultOf(window = new ApplyWindow(cron, duration, zone), options);
        return wrong is null;
    }

    private static WindowFault? FaultOf(ApplyWindow window, ApplyWindowOptions options)
    {
        var first = window.IsActive(SomeMoment) ? SomeMoment : window.NextChange(SomeMoment);
        return first is not { } begun
            ? new WindowFault("cron", $"\"{options.Cron}\" never comes: no month has such a day.")
            : window.NextChange(begun) is null
            ? new WindowFault(
                "duration",
                $"the window never ends: it begins anew before {options.Duration} are over. Shorten it, or have it begin less often.")
            : null;
    }

    private static bool TryCron(string text, [NotNullWhen(true)] out CronExpression? cron, out string message)
    {
        cron = null;
        message = "";
        try
        {
            cron = CronExpression.Parse(text);
            return true;
        }
        catch (CronFormatException failure)
        {
            message = $"\"{text}\" is no cron expression: {Sentences.Ended(failure.Message)} Write five fields (minute, hour, day of the "
                + "month, month, day of the week), such as \"0 2 * * SAT\".";
            return false;
        }
    }

    // A name is a path below tzdata's directory: what could lead out of it is no name.
    private static bool TryZone(string name, [NotNullWhen(true)] out TimeZoneInfo? zone, out string message)
    {
        zone = null;
        message = "";
        if (name == "UTC")
            zone = TimeZoneInfo.Utc;
        else if (!IsName(name) || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
            message = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _)
                ? $"\"{name}\" is no time zone: write UTC, or a name such as Europe/Berlin (timedatectl list-timezones)."
                : $"\"{name}\" is not known, since this host knows no time zone but UTC: install the package tzdata, or write UTC.";
        return zone is not null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and < 64 && char.IsAsciiLetter(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '_' or '-' or '+');
}

/// <summary>What is wrong with a window.</summary>
/// <param name="Setting">Its setting.</param>
/// <param name="Message">What is wrong and what to do, as a sentence without the setting's name.</param>
internal sealed record WindowFault(string Setting, string Message);
