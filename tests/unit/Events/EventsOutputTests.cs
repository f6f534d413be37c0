using OciReconciler.Cli;

namespace OciReconciler.UnitTests.Events;

public sealed class EventsOutputTests
{
    [Theory]
    [InlineData(-3, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(125, "2m5s")]
    [InlineData(660, "11m")]
    [InlineData(11100, "3h5m")]
    [InlineData(36000, "10h")]
    [InlineData(183600, "2d3h")]
    [InlineData(864000, "10d")]
    public void Age_IsWrittenAsKubectlDoes(double seconds, string text) => Assert.Equal(text, Ages.Text(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Table_HasKubectlsColumnsAndACountOnlyWhenRepeated()
    {
        var once = EventSamples.Of("Created", "Defined podman-web.service.", 0, 1);
        var often = EventSamples.Of("ImageNotFound", "gone\nagain", 90, 2) with { Count = 3 };
        var lines = EventsOutput.Table([once, often], EventSamples.Start.AddSeconds(100)).ToList();
        Assert.Equal(["LAST", "SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "MESSAGE"], Words(lines[0]));
        Assert.Equal(["100s", "Normal", "Created", "web", "Defined", "podman-web.service."], Words(lines[1]));
        Assert.Equal(["10s", "Normal", "ImageNotFound", "web", "3", "gone", "again"], Words(lines[2]));
    }

    [Fact]
    public void Feed_ReportsWhatIsNewOrHappenedAgain_UnderOneHeader()
    {
        var first = EventSamples.Of(seconds: 0, sequence: 1);
        var second = EventSamples.Of("Stopped", "Stopped.", 1, 2);
        var again = first with { Count = 2, LastTime = EventSamples.Start.AddSeconds(2) };
        var feed = new EventFeed();
        Assert.Equal([first], feed.NewsIn([first]));
        Assert.Equal(2, feed.Rows([first], EventSamples.Start).Count());
        Assert.Empty(feed.NewsIn([first]));
        Assert.Equal([second, again], feed.NewsIn([second, again]));
        var rows = feed.Rows([second, again], EventSamples.Start.AddSeconds(2)).ToList();
        Assert.Equal(["Stopped", "Started"], rows.Select(row => Words(row)[2]));
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
