namespace OciReconciler.UnitTests.Manifests;

public class ParityDocumentTests
{
    private static readonly Dictionary<string, JsonElement> Cases = Read();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_DocumentOfTheModule_IsTakenOrRefusedAsTheModuleDoes(string name)
    {
        var parity = Cases[name];
        var file = ManifestParser.Parse("m.json", Encoding.UTF8.GetBytes(parity.GetProperty("document").GetRawText()), Backend.Podman);
        var refusals = parity.GetProperty("invalid").EnumerateArray().Select(message => message.GetString()!).ToList();

        Assert.Equal(refusals.Count == 0, file.IsValid);
        Assert.All(
            refusals, message => Assert.Contains(file.Errors, error => !error.IsWarning
                && error.Message.Contains(message, StringComparison.Ordinal)));
        if (refusals.Count > 0)
            return;
        var across = ManifestSet.Check([file], unknownDependencyIsError: true);
        Assert.All(across, error => Assert.True(error.IsWarning, error.ToString()));
        Assert.Equal(parity.GetProperty("units").EnumerateObject().Count(), file.Workloads.Length);
    }

    private static Dictionary<string, JsonElement> Read()
    {
        using var stream = typeof(ParityDocumentTests).Assembly.GetManifestResourceStream("parity-vectors.json")!;
        using var json = JsonDocument.Parse(stream);
        return json.RootElement.EnumerateArray()
            .ToDictionary(item => item.GetProperty("case").GetString()!, item => item.Clone(), StringComparer.Ordinal);
    }
}
