using OciReconciler.Images;
using OciReconciler.UnitTests.Units;

namespace OciReconciler.UnitTests.Images;

public sealed class RootlessChecksTests : IDisposable
{
    private readonly string _etc = Directory.CreateTempSubdirectory("oci-etc-").FullName;
    private readonly List<string> _programs = ["newuidmap", "newgidmap"];
    private readonly WorkloadSpec _spec = Specs.Web with { Podman = new(SdNotify.Conmon, "redis") };
    private HostUser? _user;

    public RootlessChecksTests()
    {
        _user = Specs.Redis with { Home = _etc };
        Write("subuid", "alice:100000:65536", "redis:200000:65536");
        Write("subgid", "2342:200000:65536");
    }

    public void Dispose() => Directory.Delete(_etc, recursive: true);

    [Fact]
    public void Check_AllThere_SaysNothing() => Assert.Empty(Check(_spec));

    [Fact]
    public void Check_RootsWorkload_LooksAtNothing()
    {
        _user = null;
        Assert.Empty(Check(Specs.Web));
    }

    [Fact]
    public void Check_NoSuchUser_SaysHowToMakeIt()
    {
        _user = null;
        Refused(
            "podman.user: there is no user redis on this host. Make it (useradd --system --create-home redis), or correct podman.user.");
    }

    [Fact]
    public void Check_NoHome_IsRefused()
    {
        _user = _user! with { Home = "/nonexistent" };
        Refused(
            "podman.user: the home directory of redis, /nonexistent, does not exist, and podman keeps the user's images there. Make it, "
            + "or give the user another: usermod --home DIR --move-home redis");
    }

    [Theory]
    [InlineData("newuidmap")]
    [InlineData("newgidmap")]
    public void Check_HelperNotInstalled_IsRefused(string program)
    {
        _programs.Remove(program);
        Refused(
            $"podman.user: {program} is not installed, and podman needs it to run as redis. Install it (package uidmap or shadow-utils).");
    }

    [Theory]
    [InlineData("subuid", "--add-subuids")]
    [InlineData("subgid", "--add-subgids")]
    public void Check_NoSubordinateIds_SaysWhichFileAndCommand(string file, string option)
    {
        Write(file, "alice:100000:65536", "redis:200000", "redis2:1:65536");
        Refused(
            $"podman.user: redis has no ids in {Path.Combine(_etc, file)}, and podman needs some to run as that user. Give it a range "
            + $"that nobody has: usermod {option} FIRST-LAST redis");
    }

    [Fact]
    public void Check_NoSuchFile_IsNoIds()
    {
        File.Delete(Path.Combine(_etc, "subuid"));
        Assert.Throws<ImagePrepareException>(() => Check(_spec));
    }

    [Fact]
    public void Check_IdsFromADirectoryService_AreNotLookedForInFiles()
    {
        File.Delete(Path.Combine(_etc, "subuid"));
        Write("nsswitch.conf", "passwd: files sss", "subid: sss");
        Assert.Empty(Check(_spec));
    }

    [Fact]
    public void Check_FewIds_IsAWarning()
    {
        Write("subuid", "redis:200000:1000", "redis:300000:24");
        Assert.Equal(
            [$"redis has 1024 ids in {Path.Combine(_etc, "subuid")}: images with users beyond that number cannot be stored. "
            + "65536 are usual."], Check(_spec));
    }

    [Theory]
    [InlineData(SdNotify.Conmon, false, null)]
    [InlineData(SdNotify.Healthy, true, null)]
    [InlineData(SdNotify.Conmon, true, "redis lingers")]
    [InlineData(SdNotify.Healthy, false, "loginctl enable-linger redis")]
    public void Check_LingeringAndReadiness_WarnsWhereTheyDoNotFit(SdNotify mode, bool lingers, string? warning)
    {
        _user = _user! with { Lingers = lingers };
        var warnings = Check(_spec with { Podman = new(mode, "redis") });
        if (warning is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(warning, Assert.Single(warnings), StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Check(WorkloadSpec spec) =>
        new RootlessChecks(_ => _user, _etc, program => _programs.Contains(program) ? "/usr/bin/" + program : null).Check(spec);

    private void Refused(string message)
    {
        var failure = Assert.Throws<ImagePrepareException>(() => Check(_spec));
        Assert.Equal((Reasons.PodmanUserUnusable, message), (failure.Reason, failure.Message));
    }

    private void Write(string file, params string[] lines) => File.WriteAllLines(Path.Combine(_etc, file), lines);
}
