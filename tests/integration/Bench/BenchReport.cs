namespace OciReconciler.IntegrationTests;

/// <summary>Puts what was measured where it is read: into the part of a document between two markers. Pure.</summary>
internal static class BenchReport
{
    /// <summary>The document with other lines between <c>&lt;!-- bench:NAME --&gt;</c> and <c>&lt;!-- /bench:NAME --&gt;</c>.</summary>
    /// <exception cref="InvalidOperationException">The document has no such markers.</exception>
    public static string Replace(string document, string name, IEnumerable<string> lines)
    {
        var (open, close) = ($"<!-- bench:{name} -->\n", $"<!-- /bench:{name} -->");
        var (start, end) = (document.IndexOf(open, StringComparison.Ordinal), document.IndexOf(close, StringComparison.Ordinal));
        return start >= 0 && end > start
            ? document[..(start + open.Length)] + string.Concat(lines.Select(line => line + "\n")) + document[end..]
            : throw new InvalidOperationException($"The document has no part {name}.");
    }
}
