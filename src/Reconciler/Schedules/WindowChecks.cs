using OciReconciler.Configuration;

namespace OciReconciler.Schedules;

/// <summary>What is wrong with windows in the settings.</summary>
internal static class WindowChecks
{
    private const int MostWindows = 32;
    private const int MostGraceSeconds = 86_400;

    /// <summary>Each as <c>PATH: message</c>; none: all can be used.</summary>
    public static IEnumerable<string> Of(ReconcilerOptions options) =>
        options.Sources.Index().SelectMany(each => each.Item.Git is { } git ? Of(git, $"$.sources[{each.Index}].git") : []);

    private static IEnumerable<string> Of(GitSourceOptions source, string path)
    {
        if (source.WindowGraceSeconds is < 0 or > MostGraceSeconds)
            yield return $"{path}.windowGraceSeconds: must be from 0 to {MostGraceSeconds}, and is {source.WindowGraceSeconds}.";
        if (source.ApplyWindows.Length > MostWindows)
            yield return $"{path}.applyWindows: has {source.ApplyWindows.Length} windows, and {MostWindows} are allowed.";
        foreach (var (index, window) in source.ApplyWindows.Take(MostWindows).Index())
        {
            if (window is null)
                yield return $"{path}.applyWindows[{index}]: must be an object.";
            else if (!WindowParsing.TryParse(window, out _, out var wrong))
                yield return $"{path}.applyWindows[{index}].{wrong.Setting}: {wrong.Message}";
        }
    }
}
