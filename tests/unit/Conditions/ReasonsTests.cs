using System.Net;
using System.Text.RegularExpressions;
using OciReconciler.UnitTests.Architecture;

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
        var section = Repository.Read("docs/operations.md").Split("\n## Reasons\n")[1].Split("\n## ")[0];
        var rows = section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var wanted = Folders.Sources
            .Where(file => file.StartsWith("src/Model/Conditions/Reasons.", StringComparison.Ordinal))
            .SelectMany(file => Documented().Matches(Repository.Read(file)))
            .Select(Row)
            .ToList();
        Assert.Equal(Names.Length, wanted.Count);
        Assert.All(wanted, row => Assert.Contains(row, rows));
        Assert.All(rows, row => Assert.Contains(row, wanted));
    }

    [Fact]
    public void Reasons_LiteralsInSource_AreNone()
    {
        var found = from file in Folders.Sources
                    from line in Repository.Read(file).Split('\n')
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
