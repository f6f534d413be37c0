using OciReconciler.UnitTests.Sources;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Units;

/// <summary>
/// Whose the directory in /run is that a unit would get: systemd gives one that is there to the unit's user, and removes it.
/// </summary>
public sealed class RuntimeDirectoriesTests : IDisposable
{
    private const string Unit = "podman-redis.service";
    private static readonly WorkloadSpec Redis = new() { Key = new("redis"), Image = "redis", Podman = new(SdNotify.Healthy, "root") };
    private static readonly ObservedUnit Running = new() { Name = Unit, LoadState = "loaded", ActiveState = "active" };

    private readonly TemporaryDirectory _host = new();
    private readonly RuntimeDirectories _directories;

    public RuntimeDirectoriesTests() => _directories = new(_host.Make("run"), _host.Make("transient"));

    public void Dispose() => _host.Dispose();

    [Fact]
    public void FindForeign_NothingThere_IsNothing() => Assert.Null(_directories.FindForeign(Redis, null));

    [Fact]
    public void FindForeign_DirectoryOfSomebodyElse_IsFound()
    {
        _host.Make("run/redis");
        _host.Write("run/redis/redis.sock", "");

        Assert.Equal(_host["run/redis"], _directories.FindForeign(Redis, null));
        Assert.Equal(_host["run/redis"], _directories.FindForeign(Redis with { Podman = new(SdNotify.Conmon, "redis") }, null));
    }

    // As tmpfiles.d makes them.
    [Fact]
    public void FindForeign_EmptyDirectory_IsFound()
    {
        _host.Make("run/redis");

        Assert.NotNull(_directories.FindForeign(Redis, null));
        Assert.NotNull(_directories.FindForeign(Redis, Running));
    }

    [Fact]
    public void FindForeign_FileOrLinkInItsPlace_IsFound()
    {
        _host.Write("run/redis", "");
        Assert.NotNull(_directories.FindForeign(Redis, null));

        File.Delete(_host["run/redis"]);
        Directory.CreateSymbolicLink(_host["run/redis"], "/nowhere");
        Assert.NotNull(_directories.FindForeign(Redis, null));
    }

    [Theory]
    [InlineData("'podman': null")]
    [InlineData("docker")]
    public void FindForeign_UnitWithoutSuchADirectory_IsNothing(string kind)
    {
        _host.Make("run/redis");

        Assert.Null(
            _directories.FindForeign(kind == "docker" ? Redis with { Backend = Backend.Docker } : Redis with { Podman = null }, null));
    }

    // A unit whose file was removed while it ran leaves it behind.
    [Fact]
    public void FindForeign_LeftoverWithPodmansIdFile_IsOurs()
    {
        _host.Make("run/redis");
        _host.Write("run/redis/ctr-id", new string('a', 64));

        Assert.Null(_directories.FindForeign(Redis, null));
    }

    // What is left where a drop-in says RuntimeDirectoryPreserve=yes, once podman has removed its file.
    [Fact]
    public void FindForeign_LeftoverWithOurMark_IsOurs()
    {
        _host.Make("run/redis/.oci-reconciler");

        Assert.Null(_directories.FindForeign(Redis, null));
        Assert.Null(_directories.FindForeign(Redis, Running with { ActiveState = "failed" }));
    }

    [Fact]
    public void FindForeign_FileInTheMarksPlace_IsFound()
    {
        _host.Make("run/redis");
        _host.Write("run/redis/.oci-reconciler", "");

        Assert.NotNull(_directories.FindForeign(Redis, null));
    }

    [Theory]
    [InlineData("redis redis/.oci-reconciler", true)]
    [InlineData("redis", true)]
    [InlineData("redis2 redis2/.oci-reconciler", false)]
    public void FindForeign_UnitThatIsUp_OwnsWhatItsDefinitionNames(string setting, bool isOurs)
    {
        _host.Make("run/redis");
        _host.Write("transient/" + Unit, $"[Service]\nRuntimeDirectory={setting}\n");

        Assert.Equal(isOurs, _directories.FindForeign(Redis, Running) is null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(65)]
    public void FindForeign_OtherFileOfThatName_IsFound(int size)
    {
        _host.Make("run/redis");
        _host.Write("run/redis/ctr-id", new string('a', size));

        Assert.NotNull(_directories.FindForeign(Redis, null));
    }

    [Theory]
    [InlineData("active", true)]
    [InlineData("activating", true)]
    [InlineData("inactive", false)]
    [InlineData("failed", false)]
    public void FindForeign_DirectoryOfOurUnitThatIsUp_IsOurs(string state, bool isOurs)
    {
        _host.Make("run/redis");
        _host.Write("transient/" + Unit, "[Service]\nUser=redis\nRuntimeDirectory=redis\n");

        Assert.Equal(isOurs, _directories.FindForeign(Redis, Running with { ActiveState = state }) is null);
    }

    // It ran without one before, and is to get one.
    [Fact]
    public void FindForeign_OurUnitHasNoDirectoryYet_IsFound()
    {
        _host.Make("run/redis");
        _host.Write("transient/" + Unit, "[Service]\nRuntimeDirectory=redis2\n");

        Assert.NotNull(_directories.FindForeign(Redis, Running));
    }
}
