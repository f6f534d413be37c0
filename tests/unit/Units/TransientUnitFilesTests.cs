using OciReconciler.UnitTests.Sources;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Units;

public sealed class TransientUnitFilesTests : IDisposable
{
    private const string Ours = "Description=web: img (oci-reconciler/1 web podman-web.service 0123456789abcdef - -)\n";
    private static readonly DateTime Written = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Correct_ChangedFile_KeepsItsTime()
    {
        var path = Write("podman-web.service", Ours);

        new TransientUnitFiles(_directory.Path).Correct("podman-web.service");

        Assert.Equal(Ours + "ExecStart=/bin/e \"$$A\"\n", File.ReadAllText(path));
        Assert.Equal(Written, File.GetLastWriteTimeUtc(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Correct_UnitWithoutFile_IsFine() => new TransientUnitFiles(_directory.Path).Correct("podman-gone.service");

    [Fact]
    public void CorrectAll_FilesOfOthers_AreLeftAlone()
    {
        var ours = Write("podman-web.service", Ours);
        var foreign = Write("run-1.service", "Description=something else\n");

        new TransientUnitFiles(_directory.Path).CorrectAll();

        Assert.DoesNotContain("\\$", File.ReadAllText(ours), StringComparison.Ordinal);
        Assert.Contains("\\$", File.ReadAllText(foreign), StringComparison.Ordinal);
    }

    [Fact]
    public void CorrectAll_NoDirectory_IsFine() => new TransientUnitFiles(_directory["none"]).CorrectAll();

    [Fact]
    public void RequireRoom_NoRoom_SaysWhereAndWhatToDo()
    {
        // A file system without any room: those of the kernel have none.
        var failure = Assert.Throws<StepException>(() => new TransientUnitFiles("/proc/sys/none").RequireRoom());
        Assert.Equal("DiskFull", failure.Reason);
        Assert.Contains("df -h /proc/sys", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireRoom_Room_IsFine()
    {
        var files = new TransientUnitFiles(_directory["transient"]);
        files.RequireRoom();
        Assert.True(files.HasRoom);
        Assert.False(new TransientUnitFiles("/proc/sys/none").HasRoom);
    }

    private string Write(string unit, string description)
    {
        var path = _directory[unit];
        File.WriteAllText(path, description + "ExecStart=/bin/e \"\\$\\$A\"\n");
        File.SetLastWriteTimeUtc(path, Written);
        return path;
    }
}
