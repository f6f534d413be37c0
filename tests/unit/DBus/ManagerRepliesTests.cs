namespace OciReconciler.UnitTests.DBus;

public sealed class ManagerRepliesTests
{
    [Theory]
    [InlineData("257.9-1~deb13u1", 257)]
    [InlineData("v252", 252)]
    [InlineData("systemd 258~rc1", 258)]
    public void ToInfo_FindsTheNumber(string version, int major) =>
        Assert.Equal(new ManagerInfo(version, major), ManagerReplies.ToInfo(version));

    [Fact]
    public void ToInfo_NoNumber_IsMalformed() => Assert.Throws<BusException>(() => ManagerReplies.ToInfo("main"));

    [Theory]
    [InlineData("done", JobResult.Done)]
    [InlineData("skipped", JobResult.Skipped)]
    [InlineData("collected", JobResult.Other)]
    public void ToJobResult_KnowsTheWords(string word, JobResult result) => Assert.Equal(result, ManagerReplies.ToJobResult(word));
}
