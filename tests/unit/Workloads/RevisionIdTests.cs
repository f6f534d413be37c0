namespace OciReconciler.UnitTests.Workloads;

public sealed class RevisionIdTests
{
    [Theory]
    [InlineData("d1", "i1", true)]
    [InlineData("d2", "i1", false)]
    [InlineData("d1", "i2", false)]
    [InlineData("d1", OwnershipMark.Unknown, false)]
    public void Equals_BothDigests_AreCompared(string definition, string inputs, bool isSame)
    {
        var mark = new OwnershipMark(new("web"), "podman-web.service", "d1", "i1", "r1");
        Assert.Equal(isSame, mark.Revision == new RevisionId(definition, inputs));
    }

    [Theory]
    [InlineData("0123456789abcdef/fedcba9876543210", "0123456789abcdef", "fedcba9876543210")]
    [InlineData("d/", "d", "")]
    [InlineData("d", "d", "")]
    [InlineData("", "", "")]
    [InlineData("d/i/x", "d", "i/x")]
    public void Parse_AnyText_HasTwoParts(string text, string definition, string inputs) =>
        Assert.Equal(new RevisionId(definition, inputs), RevisionId.Parse(text));

    [Fact]
    public void ToString_Parsed_IsTheSame()
    {
        var id = new RevisionId("0123456789abcdef", "fedcba9876543210");
        Assert.Equal(id, RevisionId.Parse(id.ToString()));
    }
}
