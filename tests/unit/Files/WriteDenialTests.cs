using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Files;

public sealed class WriteDenialTests : IDisposable
{
    private const int ReadOnly = 30;
    private const int Access = 13;
    private const int NoSpace = 28;
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(ReadOnly, true, "ReadWritePaths=")]
    [InlineData(ReadOnly, false, null)]
    [InlineData(Access, true, "CAP_DAC_OVERRIDE")]
    [InlineData(Access, false, null)]
    [InlineData(NoSpace, true, null)]
    public void Explained_NamesTheSettingThatHelps(int error, bool isService, string? setting)
    {
        // Only root has rights that a unit may take away.
        Assert.SkipWhen(error == Access && LibC.EffectiveUser() != 0, "not root");
        var failure = new IOException("It fails: '/srv/state'", error);
        foreach (var thrown in new Exception[] {
            failure, new IOException(failure.Message, failure), new UnauthorizedAccessException(failure.Message, failure) })
        {
            var explained = WriteDenial.Explained(thrown, isService);
            Assert.Equal(thrown.GetType(), explained.GetType());
            Assert.StartsWith("It fails: '/srv/state'", explained.Message, StringComparison.Ordinal);
            if (setting is null)
                Assert.Same(thrown, explained);
            else
                Assert.Contains("'/srv/state'. ", explained.Message, StringComparison.Ordinal);
            Assert.Equal(setting is not null, explained.Message.Contains(setting ?? "in a drop-in", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void RequireWritable_ReportsWhatCannotBeWritten()
    {
        StateDirectory.RequireWritable(_temporary.Path);
        var failure = Assert.Throws<IOException>(() => StateDirectory.RequireWritable(_temporary["none"]));
        Assert.StartsWith($"{_temporary["none"]}: ", failure.Message, StringComparison.Ordinal);
        // Nobody's to write, whatever rights: the kernel's own files.
        Assert.ThrowsAny<IOException>(() => StateDirectory.RequireWritable("/proc/self/none"));
    }

    // Else whoever cannot write is told of another controller that there is not.
    [Theory]
    [InlineData("/proc/self/lock")]
    [InlineData("/proc/none/lock")]
    public void Lock_ThatCannotBeMade_IsNotHeldByAnother(string path) =>
        Assert.ThrowsAny<Exception>(() => ControllerLock.TryTake([path], out _));

    [Fact]
    public void Lock_IsADirectory_IsNotHeldByAnother()
    {
        _temporary.Make("lock");
        Assert.ThrowsAny<Exception>(() => ControllerLock.TryTake([_temporary["lock"]], out _));
    }
}
