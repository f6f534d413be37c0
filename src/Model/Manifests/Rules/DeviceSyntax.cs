using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>The engines' syntax of devices: /HOST[:/CONTAINER][:rwm], or VENDOR/CLASS=NAME (CDI).</summary>
internal static class DeviceSyntax
{
    public static string? Check(string text)
    {
        if (TextRules.Name(text) is { } problem)
            return problem;
        if (!text.StartsWith('/'))
        {
            return text.Contains('=', StringComparison.Ordinal) && text.Contains('/', StringComparison.Ordinal)
                ? TextRules.Word(text)
                : $"{Quoting.Quote(text)} is no device: write an absolute path, such as /dev/dri, or VENDOR/CLASS=NAME";
        }

        var parts = text.Split(':');
        var isFine = parts.Length switch
        {
            1 => true,
            2 => IsPath(parts[1]) || IsMode(parts[1]),
            3 => IsPath(parts[1]) && IsMode(parts[2]),
            _ => false,
        };
        return isFine ? null : $"{Quoting.Quote(text)} is no device: write /dev/HOST[:/dev/CONTAINER][:rwm]";
    }

    private static bool IsPath(string text) => text.StartsWith('/');

    private static bool IsMode(string text) => text.Length is > 0 and <= 3
        && text.All(character => character is 'r' or 'w' or 'm')
        && text.Distinct().Count() == text.Length;
}
