namespace OciReconciler.Model.Git;

/// <summary>Names of refs, by the rules of git-check-ref-format(1). Pure.</summary>
public static class GitRefs
{
    private const int MaxLength = 255;
    private const string Forbidden = " ~^:?*[\\\u007f";

    /// <summary>What is wrong with a branch, tag, full ref name or commit, without a subject; null: nothing.</summary>
    public static string? ErrorOf(string reference) => reference switch
    {
        { Length: 0 or > MaxLength } => $"must have from 1 to {MaxLength} characters",
        "@" => "must be the name of a branch, tag or ref, or a full commit",
        ['-', ..] => "must not begin with a dash",
        ['/', ..] or [.., '/'] => "must neither begin nor end with a slash",
        [.., '.'] => "must not end with a dot",
        _ when reference.Any(character => char.IsControl(character) || Forbidden.Contains(character, StringComparison.Ordinal)) =>
            "must have no space, control character or any of ~ ^ : ? * [ \\",
        _ when reference.Contains("..", StringComparison.Ordinal) || reference.Contains("@{", StringComparison.Ordinal) =>
            "must have neither .. nor @{ in it",
        _ when reference.Split('/').Any(part => part.Length == 0 || part[0] == '.' || part.EndsWith(".lock", StringComparison.Ordinal)) =>
            "must have names between slashes, none of which begins with a dot or ends in .lock",
        _ => null,
    };
}
