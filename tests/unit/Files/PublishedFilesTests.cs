using Microsoft.Extensions.Logging;
using OciReconciler.Files;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Files;

public sealed class PublishedFilesTests
{
    [Fact]
    public void PublishedFiles_DiskIsFull_IsToldOnceUntilItWorksAgain()
    {
        using var temporary = new TemporaryDirectory();
        var log = new Lines();
        var files = new PublishedFiles(log);
        var path = temporary["status.json"];

        Assert.False(files.TryWrite(path, Full));
        Assert.False(files.TryWrite(path, Full));
        Assert.Equal([$"{path} cannot be written: No space left on device. It is tried again; what runs is not touched."], log.All);
        Assert.True(files.TryWrite(path, target => File.WriteAllText(target, "{}")));
        Assert.False(files.TryWrite(path, Full));
        Assert.Equal(2, log.All.Count);

        static void Full(string target) => throw new IOException("No space left on device.");
    }

    private sealed class Lines : ILogger<PublishedFiles>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
