using System.Globalization;

namespace OciReconciler.Model.Workloads;

/// <summary>Durations as both engines write them on their command lines: 1h30m, 90s, 500ms.</summary>
public static class Durations
{
    /// <summary>The grammar that is taken: whole numbers with units, the biggest first.</summary>
    public const string Pattern = "^([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$";

    private static readonly (string Unit, long Milliseconds)[] Units = [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <summary>The text of a duration, to the millisecond: <c>1m30s</c>; <c>0s</c> for none.</summary>
    public static string Text(TimeSpan duration)
    {
        var left = (long)duration.TotalMilliseconds;
        if (left == 0)
            return "0s";
        var text = "";
        foreach (var (unit, milliseconds) in Units)
        {
            if (left / milliseconds is > 0 and var count)
                text += count.ToString(CultureInfo.InvariantCulture) + unit;
            left %= milliseconds;
        }

        return text;
    }

    /// <summary>Reads one; false when it is none, or longer than a day.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text;
        var next = 0;
        while (rest.Length > 0)
        {
            var digits = rest.TakeWhile(char.IsAsciiDigit).Count();
            var word = new string([.. rest.Skip(digits).TakeWhile(char.IsAsciiLetter)]);
            var unit = Array.FindIndex(Units, next, candidate => candidate.Unit == word);
            if (digits is 0 or > 9 || unit < 0)
                return false;
            duration += TimeSpan.FromMilliseconds(long.Parse(rest[..digits], CultureInfo.InvariantCulture) * Units[unit].Milliseconds);
            next = unit + 1;
            rest = rest[(digits + word.Length)..];
        }

        return text.Length > 0 && duration <= TimeSpan.FromDays(1);
    }
}
