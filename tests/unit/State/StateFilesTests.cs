using System.Diagnostics;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.State;

public sealed class StateFilesTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly List<string> _reported = [];
    private readonly StateFiles _state;

    public StateFilesTests() => _state = new StateFiles(_reported.Add);

    private string File => _temporary["file"];

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Read_NotThere_IsNothingAndNotReported()
    {
        Assert.Null(Read());
        System.IO.File.CreateSymbolicLink(File, _temporary["nowhere"]);
        Assert.Null(Read());
        Assert.Empty(_reported);
    }

    [Fact]
    public void Read_Whole_IsParsed()
    {
        _temporary.Write("file", "content");
        Assert.Equal("content", Read());
        Assert.Empty(_state.Problems);
    }

    [Fact]
    public void Read_Damaged_IsSetAsideUnderANameOfItsOwnEachTime()
    {
        foreach (var content in new[] { "bad 1", "bad 2" })
        {
            _temporary.Write("file", content);
            Assert.Null(Read());
        }

        Assert.Equal(["file.damaged", "file.damaged-2"], Names());
        Assert.Equal("bad 2", System.IO.File.ReadAllText(File + ".damaged-2"));
        Assert.Equal(
            $"{File} is damaged: bad 1. It was set aside as {File}.damaged, and what it said is not known any more. "
            + "Look at it, and remove it.",
            _reported[0]);
        Assert.Equal(_reported, _state.Problems);
        System.IO.File.Delete(File + ".damaged");
        Assert.Equal([_reported[1]], _state.Problems);
    }

    // Nobody knows the words of the library that parses.
    [Theory]
    [InlineData("{\n]", "line 2 is not what the controller writes there.")]
    [InlineData("{}", "something that the controller writes there is missing, or of another kind.")]
    public void Read_DamagedJson_IsReportedInPlainWords(string content, string reason)
    {
        _temporary.Write("file", content);
        Assert.Null(_state.Read(File, bytes => System.Text.Json.JsonDocument.Parse(bytes).RootElement.GetProperty("spec").GetString()));
        Assert.StartsWith($"{File} is damaged: {reason} ", Assert.Single(_reported), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ReadOnly_LeavesWhatIsDamaged()
    {
        _temporary.Write("file", "bad");
        Assert.Null(StateFiles.ReadOnly.Read(File, Parse));
        Assert.Equal(["file"], Names());
    }

    [Theory]
    [InlineData("mkdir", "it is a directory")]
    [InlineData("mkfifo", "it is a FIFO")]
    public void Read_NoFile_IsSetAside(string command, string what)
    {
        using (var making = Process.Start(command, File))
            making.WaitForExit();
        Assert.Null(Read());
        Assert.Contains(what, Assert.Single(_reported), StringComparison.Ordinal);
        Assert.Equal(["file.damaged"], Names());
    }

    [Fact]
    public void Read_LinkToItself_IsSetAside()
    {
        System.IO.File.CreateSymbolicLink(File, File);
        Assert.Null(Read());
        Assert.Equal(["file.damaged"], Names());
    }

    [Fact]
    public void Read_LinkToADevice_IsSetAsideAndNotRead()
    {
        System.IO.File.CreateSymbolicLink(File, "/dev/zero");
        Assert.Null(Read());
        Assert.Contains("it is a device", Assert.Single(_reported), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooBig_IsSetAside()
    {
        using (var big = System.IO.File.Create(File))
            big.SetLength(StateFiles.MaxBytes + 1L);
        Assert.Null(Read());
        Assert.Equal(["file.damaged"], Names());
    }

    private string? Read() => _state.Read(File, Parse);

    private static string Parse(byte[] bytes) =>
        System.Text.Encoding.UTF8.GetString(bytes) is var text && text.StartsWith("bad", StringComparison.Ordinal)
            ? throw new InvalidDataException(text)
            : text;

    private IEnumerable<string> Names() =>
        Directory.GetFileSystemEntries(_temporary.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
