namespace OciReconciler.UnitTests.Workloads;

/// <summary>
/// Which names the engines take for the beginning of an id; each was tried with podman 4.3 and 5.4 and with docker 20.10 and 26.1.
/// </summary>
public sealed class ContainerNamesTests
{
    [Theory]
    [InlineData("db", true, true)]
    [InlineData("a", true, true)]
    [InlineData("cafe", true, true)]
    [InlineData("0123456789", true, true)]
    [InlineData("DB", true, false)]
    [InlineData("d_b", true, false)]
    [InlineData("a__", true, false)]
    [InlineData("db-1", false, false)]
    [InlineData("d.b", false, false)]
    [InlineData("web", false, false)]
    [InlineData("dbx", false, false)]
    public void MayBeId_Name_IsAsTheEnginesLookUp(string name, bool onPodman, bool onDocker)
    {
        Assert.Equal(onPodman, ContainerNames.MayBeId(Backend.Podman, name));
        Assert.Equal(onDocker, ContainerNames.MayBeId(Backend.Docker, name));
    }

    [Fact]
    public void MayBeId_LongerThanAnId_IsNone()
    {
        Assert.True(ContainerNames.MayBeId(Backend.Podman, new string('a', 64)));
        Assert.False(ContainerNames.MayBeId(Backend.Podman, new string('a', 65)));
    }
}
