namespace OciReconciler.Cli;

/// <summary>Durations as kubectl writes them: two units at most, and one where the second says little. Pure.</summary>
internal static class Ages
{
    public static string Text(TimeSpan age) => age switch
    {
        _ when age < TimeSpan.Zero => "0s",
        _ when age < TimeSpan.FromMinutes(2) => $"{(int)age.TotalSeconds}s",
        _ when age < TimeSpan.FromMinutes(10) => Two((int)age.TotalMinutes, "m", age.Seconds, "s"),
        _ when age < TimeSpan.FromHours(3) => $"{(int)age.TotalMinutes}m",
        _ when age < TimeSpan.FromHours(8) => Two((int)age.TotalHours, "h", age.Minutes, "m"),
        _ when age < TimeSpan.FromHours(48) => $"{(int)age.TotalHours}h",
        _ when age < TimeSpan.FromDays(8) => Two(age.Days, "d", age.Hours, "h"),
        _ => $"{age.Days}d",
    };

    private static string Two(int first, string firstUnit, int second, string secondUnit) =>
        second == 0 ? $"{first}{firstUnit}" : $"{first}{firstUnit}{second}{secondUnit}";
}
