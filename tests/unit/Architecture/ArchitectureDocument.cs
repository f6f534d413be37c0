namespace OciReconciler.UnitTests.Architecture;

/// <summary>What docs/architecture.md says in tables.</summary>
internal static class ArchitectureDocument
{
    private static readonly string[][] Rows =
        [.. Repository.Read("docs/architecture.md").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(Cells)];

    /// <summary>The folders in the order of the document; a row without a description does not count.</summary>
    public static IReadOnlyList<string> Folders { get; } =
        [.. Rows.Where(row => row is [['s', 'r', 'c', '/', ..], { Length: > 0 }]).Select(row => row[0])];

    /// <summary>The hops of the newcomer's walk.</summary>
    public static IReadOnlyList<Hop> Walk { get; } =
        [.. Rows.Where(row => row is [[>= '0' and <= '9', ..], _, _, { Length: > 0 }]).Select(row => new Hop(row[0], row[1], row[2]))];

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim(' ', '`'))];

    /// <summary>One row of the walk.</summary>
    internal sealed record Hop(string Number, string File, string Member);
}
