using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>Rules for paths of the host.</summary>
internal static class PathRules
{
    private const int MaxLength = 4095;

    public static string? Absolute(string path)
    {
        if (TextRules.NotEmpty(path) is { } empty)
            return empty;
        if (TextRules.NoControl(path) is { } control)
            return control;
        if (path[0] != '/')
            return $"{Quoting.Quote(path)} is no absolute path: it must begin with '/'"
                + $"{(path[0] is '~' or '$' ? ", and nothing is expanded" : "")}";
        if (path.EndsWith('/'))
            return $"{Quoting.Quote(path)} names a directory: a file is expected";
        return path.Length > MaxLength ? $"is longer than the {MaxLength} bytes that a path can have" : null;
    }
}
