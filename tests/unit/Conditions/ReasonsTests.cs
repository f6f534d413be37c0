using System.Net;
using System.Text.RegularExpressions;

namespace OciReconciler.UnitTests.Conditions;

public sealed partial class ReasonsTests
{
    /// <summary>Words for people that happen to be a reason's as well.</summary>
    private static readonly HashSet<string> OtherWords = ["ProgressText.cs Pulled", "ProgressText.cs Pulling", "DescribeOutput.cs Paused"];

    private static readonly string[] Names = [.. typeof(Reasons).GetFields().Select(field => field.Name)];

    [Fact]
    public void Reasons_Values_AreTheirNamesInCamelCase()
    {
        Assert.NotEmpty(Names);
        Assert.All(typeof(Reasons).GetFields(), field => Assert.Equal(field.Name, field.GetRawConstantValue()));
        Assert.All(Names, name => Assert.Matches("^([A-Z][a-z]+)+$", name));
    }

    [Fact]
    public void Reasons_TablesOfOperations_AreThoseOfTheirDocComments()
    {
        var section = File.ReadAllText(Path.Combine(Root(), "docs", "operations.md")).Split("\n## Reasons\n")[1].Split("\n## ")[0];
        var rows = section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var wanted = SourceFiles("Model", "Conditions")
            .Where(file => Path.GetFileName(file).StartsWith("Reasons.", StringComparison.Ordinal))
            .SelectMany(file => Documented().Matches(File.ReadAllText(file)))
            .Select(Row)
            .ToList();
        Assert.Equal(Names.Length, wanted.Count);
        Assert.All(wanted, row => Assert.Contains(row, rows));
        Assert.All(rows, row => Assert.Contains(row, wanted));
    }

    [Fact]
    public void Reasons_LiteralsInSource_AreNone()
    {
        var found = from file in SourceFiles()
                    from line in File.ReadLines(file)
                    where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
                    from Match literal in Literal().Matches(line)
                    let word = literal.Groups["word"].Value
                    where Names.Contains(word, StringComparer.Ordinal) && !OtherWords.Contains($"{Path.GetFileName(file)} {word}")
                    select $"{file}: {literal.Value}";
        Assert.Empty(found);
    }

    private static string Row(Match documented) =>
        $"| `{documented.Groups["name"].Value}` | {Text(documented, "summary")} | {Text(documented, "remarks")} |";

    private static string Text(Match documented, string part) => WebUtility.HtmlDecode(
        Margin().Replace(documented.Groups[part].Value, " ").Trim().Replace("<c>", "`", StringComparison.Ordinal)
            .Replace("</c>", "`", StringComparison.Ordinal));

    private static IEnumerable<string> SourceFiles(params string[] folder) =>
        Directory.EnumerateFiles(Path.Combine([Root(), "src", .. folder]), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal));

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "OciReconciler.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests run outside their repository.");
        return directory;
    }

    [GeneratedRegex(
        @"/// <summary>(?<summary>((?!</summary>)[\s\S])*)</summary>\n( */// <remarks>(?<remarks>((?!</remarks>)[\s\S])*)</remarks>\n)?"
        + @" *public const string (?<name>\w+)",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Documented();

    [GeneratedRegex(@"\s*/// ?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Margin();

    [GeneratedRegex(@"(?<![\w$@])""(?<word>[A-Za-z]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();
}
