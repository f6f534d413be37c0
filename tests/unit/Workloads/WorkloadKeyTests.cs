namespace OciReconciler.UnitTests.Workloads;

public sealed class WorkloadKeyTests
{
    [Theory]
    [InlineData("web")]
    [InlineData("0")]
    [InlineData("A.B-c_d")]
    [InlineData("a..b")]
    [InlineData("web.json")]
    public void TryParse_Name_IsAKey(string name)
    {
        Assert.Equal(new WorkloadKey(name), WorkloadKey.TryParse(name));
        Assert.Equal(name, new WorkloadKey(name).Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".new-1.tmp")]
    [InlineData("../../../opt/precious")]
    [InlineData("a/b")]
    [InlineData("/etc/m/keep")]
    [InlineData("a/../../etc")]
    [InlineData(@"a\b")]
    [InlineData("-web")]
    [InlineData("_sources")]
    [InlineData("a b")]
    [InlineData(" web")]
    [InlineData("web\n")]
    [InlineData("web\0")]
    [InlineData("web\u0000/../x")]
    [InlineData("w\u00e9b")]
    [InlineData("web\u202e")]
    [InlineData("\uff57\uff45\uff42")]
    [InlineData("\u0661")]
    [InlineData("%2e%2e%2fx")]
    [InlineData("web@1")]
    public void TryParse_AnythingElse_IsNone(string? text)
    {
        Assert.Null(WorkloadKey.TryParse(text));
        Assert.Throws<ArgumentException>(() => new WorkloadKey(text!));
    }

    [Theory]
    [InlineData('a', 245)]
    [InlineData('-', 62)]
    public void TryParse_NameWhoseHolderWouldBeTooLong_IsNone(char character, int most)
    {
        Assert.NotNull(WorkloadKey.TryParse("a" + new string(character, most - 1)));
        Assert.Null(WorkloadKey.TryParse("a" + new string(character, most)));
        Assert.Null(WorkloadKey.TryParse(new string('a', 1_000_000)));
    }

    [Fact]
    public void Default_HasNoName()
    {
        Assert.Throws<InvalidOperationException>(() => default(WorkloadKey).Name);
        Assert.Equal("", default(WorkloadKey).ToString());
        Assert.True(default(WorkloadKey) < new WorkloadKey("a"));
        Assert.NotEqual(default, new WorkloadKey("a"));
    }
}
