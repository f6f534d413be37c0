using Microsoft.Extensions.Logging;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.State;

public sealed class PublishedFilesTests
{
    [Fact]
    public void PublishedFiles_DiskIsFull_IsReportedOnceAndTheNewestIsWrittenLater()
    {
        using var temporary = new TemporaryDirectory();
        var log = new Lines();
        var files = new PublishedFiles(log);
        var path = temporary["status.json"];
        var (full, failed) = (true, 0);
        files.Failed += (_, _) => failed++;

        files.Write(path, target => WriteOr(target, "1"));
        files.Write(path, target => WriteOr(target, "2"));
        Assert.True(files.Retry());
        Assert.Equal(1, failed);
        Assert.Equal([$"{path} cannot be written: No space left on device. It is tried again; what runs is not touched."], log.All);
        full = false;
        Assert.False(files.Retry());
        Assert.Equal("2", File.ReadAllText(path));
        File.Delete(path);
        files.Retry();
        Assert.False(File.Exists(path));

        void WriteOr(string target, string text)
        {
            if (full)
                throw new IOException("No space left on device.");
            File.WriteAllText(target, text);
        }
    }

    private sealed class Lines : ILogger<PublishedFiles>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
