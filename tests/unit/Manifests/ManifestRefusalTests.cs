namespace OciReconciler.UnitTests.Manifests;

public class ManifestRefusalTests
{
    private static readonly Dictionary<string, Refusal> Rows = ((IEnumerable<Refusal>)
        [.. SyntaxRefusals.Rows, .. DocumentRefusals.Rows, .. TypeRefusals.Rows, .. NameRefusals.Rows, .. SyntaxOfValueRefusals.Rows,
            .. HealthCheckRefusals.Rows, .. OptionRefusals.Rows,
            .. SecretRefusals.Rows])
        .ToDictionary(row => row.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_BadManifest_SaysWhatIsWrongAndWhere(string name)
    {
        var row = Rows[name];

        var file = Sample.Parse(row.Json);

        Assert.Equal(row.Errors, file.Errors.Select(error => $"{error.Line}: {error.Path}: {error.Message}"));
        Assert.All(file.Errors, error => Assert.False(error.IsWarning));
        Assert.False(file.IsValid);
        Assert.Empty(file.Workloads);
    }
}
