namespace OciReconciler.Cli;

/// <summary>Durations as kubectl writes them: two units at most, and one where the second says little. Pure.</summary>
internal static class Ages
{
    // An age takes the first form whose limit is above it.
    private static readonly (TimeSpan Limit, Func<TimeSpan, string> Text)[] Forms =
    [
        (TimeSpan.Zero, _ => "0s"),
        (TimeSpan.FromMinutes(2), age => $"{(int)age.TotalSeconds}s"),
        (TimeSpan.FromMinutes(10), age => Two((int)age.TotalMinutes, "m", age.Seconds, "s")),
        (TimeSpan.FromHours(3), age => $"{(int)age.TotalMinutes}m"),
        (TimeSpan.FromHours(8), age => Two((int)age.TotalHours, "h", age.Minutes, "m")),
        (TimeSpan.FromHours(48), age => $"{(int)age.TotalHours}h"),
        (TimeSpan.FromDays(8), age => Two(age.Days, "d", age.Hours, "h")),
        (TimeSpan.MaxValue, age => $"{age.Days}d"),
    ];

    public static string Text(TimeSpan age) => Forms.First(form => age < form.Limit).Text(age);

    private static string Two(int first, string firstUnit, int second, string secondUnit) =>
        second == 0 ? $"{first}{firstUnit}" : $"{first}{firstUnit}{second}{secondUnit}";
}
