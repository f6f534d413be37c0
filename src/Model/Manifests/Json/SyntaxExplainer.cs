using System.Text.Json;

namespace OciReconciler.Model.Manifests.Json;

/// <summary>Says in plain words why the reader stopped, from the bytes themselves.</summary>
internal static class SyntaxExplainer
{
    /// <summary>Offset of the trouble and what to do about it.</summary>
    /// <param name="point">Where the reader stood.</param>
    /// <param name="open">The innermost object or list that is open.</param>
    public static (int Offset, string Message) Explain(ReadOnlySpan<byte> json, SyntaxPoint point, TreeNode? open)
    {
        var at = SkipBlanks(json, point.Offset);
        var afterValue = IsAfterValue(point);
        if (StartsWith(json, at, ','))
        {
            var next = SkipBlanks(json, at + 1);
            if (!afterValue || open is null || StartsWith(json, next, ','))
                return (at, "there is a ',' where a value or name is expected: remove it");
            (at, afterValue) = (next, false);
        }

        if (at >= json.Length)
            return (LastVisible(json), AtEnd(point, open));
        return (at, OutOfPlace(json[at..], open, afterValue) ?? InPlace(json, at, point, open, afterValue));
    }

    private static bool IsAfterValue(SyntaxPoint point) => point.Last
        is not (JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName);

    private static bool StartsWith(ReadOnlySpan<byte> json, int at, char character) => at < json.Length && json[at] == character;

    // The problem when this stands nowhere in JSON, or after its end; else null.
    private static string? OutOfPlace(ReadOnlySpan<byte> json, TreeNode? open, bool afterValue)
    {
        if (open is null && !afterValue && LooksLikeYaml(json))
            return "this looks like YAML: a manifest is JSON, an object in braces";
        return (char)json[0] switch
        {
            '#' => "a comment is written // or /* */, not with a '#'",
            '/' => "a comment is written // or /* */, and the latter must be closed",
            _ when open is null && afterValue =>
                "there is more after the end of the document: put several workloads into a List, or one in each file",
            _ => null,
        };
    }

    private static bool LooksLikeYaml(ReadOnlySpan<byte> json)
    {
        var end = json.IndexOf((byte)'\n');
        var line = end < 0 ? json : json[..end];
        return json.StartsWith("---"u8) || (char.IsAsciiLetter((char)json[0]) && line.Contains((byte)':'));
    }

    private static string InPlace(ReadOnlySpan<byte> json, int at, SyntaxPoint point, TreeNode? open, bool afterValue)
    {
        var character = (char)json[at];
        if (character is '}' or ']')
            return point.Last == JsonTokenType.PropertyName
                ? $"there is a '{character}' where a value is expected: the field has none"
                : $"there is a '{character}' where {Closer(open)}";
        if (character is '{' or '[' && point.Depth >= JsonTree.MaxDepth - 1 && !afterValue)
            return $"nested more than {JsonTree.MaxDepth} levels deep, which no manifest needs";
        if (afterValue)
            return $"a ',' or {Bracket(open)} is missing before {SyntaxWords.Shown(json, at)}";
        return open is { Kind: NodeKind.Object } && point.Last != JsonTokenType.PropertyName
            ? Name(json, at)
            : SyntaxWords.Value(json, at);
    }

    private static string Name(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] != '"')
            return $"the name of a field must be in double quotes, found {SyntaxWords.Shown(json, at)}";
        if (SyntaxWords.StringProblem(json, at, out var end) is { } problem)
            return problem;
        var colon = SkipBlanks(json, end);
        return colon >= json.Length
            ? "the file ends too early: after the name of a field"
            : $"a ':' is missing after the name of the field, before {SyntaxWords.Shown(json, colon)}";
    }

    private static string AtEnd(SyntaxPoint point, TreeNode? open)
    {
        if (point.Last == JsonTokenType.None)
            return "the file is empty: write a manifest, or remove the file";
        return open is null
            ? "the file ends too early"
            : $"the file ends too early: the {Noun(open)} that begins on line {open.Line} is not closed by {Bracket(open)}";
    }

    private static string Closer(TreeNode? open) => open is null
        ? "a value is expected"
        : $"{Bracket(open)} is expected: the {Noun(open)} that begins on line {open.Line} is still open";

    private static string Noun(TreeNode open) => open.Kind == NodeKind.Object ? "object" : "list";

    private static string Bracket(TreeNode? open) => open is { Kind: NodeKind.Object } ? "'}'" : "']'";

    private static int LastVisible(ReadOnlySpan<byte> json) => Math.Max(0, json.TrimEnd(" \t\r\n"u8).Length - 1);

    private static int SkipBlanks(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length)
        {
            if (json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                at++;
            else if (CommentEnd(json, at) is { } end)
                at = end;
            else
                break;
        }

        return at;
    }

    private static int? CommentEnd(ReadOnlySpan<byte> json, int at)
    {
        var rest = json[at..];
        if (rest.StartsWith("//"u8))
            return rest.IndexOf((byte)'\n') is >= 0 and var end ? at + end : json.Length;
        if (rest.StartsWith("/*"u8) && rest.IndexOf("*/"u8) is >= 0 and var close)
            return at + close + 2;
        return null;
    }
}
