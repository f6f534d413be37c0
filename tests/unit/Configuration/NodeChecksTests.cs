using OciReconciler.Cli;

namespace OciReconciler.UnitTests.Configuration;

public sealed class NodeChecksTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("node-").FullName;

    private string Config => Path.Combine(_directory, "config.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Load_Node_IsTaken()
    {
        File.WriteAllText(Config, """{"node": {"name": "web1", "labels": {"role": "edge"}, "values": {"SITE": "fra ${X}"}}}""");

        var node = OptionsLoader.Load(Config).Node;

        Assert.Equal(("web1", "edge", "fra ${X}"), (node.Name, node.Labels["role"], node.Values["SITE"]));
    }

    [Theory]
    [InlineData("""{"name": "../web1"}""", "$.node.name: is no name of a host: write 1 to 253 letters")]
    [InlineData("""{"labels": {"a b": "x"}}""", "$.node.labels['a b']: is no label of a host: write 1 to 63 letters")]
    [InlineData("""{"labels": {"role": "a b"}}""", "$.node.labels['role']: has no value of a host's label: write at most 63 letters")]
    [InlineData("""{"labels": {"role": null}}""", "$.node.labels['role']: must be a string, and is null.")]
    [InlineData("""{"values": {"A-B": "x"}}""", "$.node.values['A-B']: is no name of a value: write 1 to 253 letters (A to Z), digits")]
    [InlineData("""{"values": {"A": null}}""", "$.node.values['A']: must be a string, and is null.")]
    [InlineData("""{"values": {"A": "\u0000"}}""", "$.node.values['A']: contains a NUL character")]
    public void Load_BadNode_SaysWhatIsWrong(string node, string expected)
    {
        File.WriteAllText(Config, $$"""{"node": {{node}}}""");

        var failure = Assert.Throws<CommandFailure>(() => OptionsLoader.Load(Config));

        Assert.StartsWith($"{Config}: {expected}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, failure.ExitCode);
    }
}
