namespace OciReconciler.Model.Git;

/// <summary>Where what a git source declares comes from, for people.</summary>
public static class CommitOrigin
{
    /// <summary><c>SOURCE@COMMIT</c>, with as many digits of the commit as people compare.</summary>
    public static string Of(string source, string commit) => $"{source}@{ShortId.Of(commit)}";

    /// <summary>Words of a commit in a sentence, such as its subject: <c>"Revert \"...\""</c>.</summary>
    /// <param name="text">As it is shown by itself.</param>
    public static string Quoted(string text) => $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
