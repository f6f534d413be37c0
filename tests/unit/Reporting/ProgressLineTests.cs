using OciReconciler.Images;
using OciReconciler.Reporting.Progress;
using OciReconciler.Terminal;

namespace OciReconciler.UnitTests.Reporting;

public sealed class ProgressLineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _terminal = new();
    private readonly ProgressLine _sut;
    private int _columns = 80;

    public ProgressLineTests() => _sut = new ProgressLine(_terminal, () => _columns, _time);

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void Show_WritesOverItselfAFewTimesASecond()
    {
        var pull = Pull("web:1");
        for (var i = 0; i < 100; i++)
        {
            _sut.Show(pull, new ImageProgress(i * 1_000_000L, 100_000_000));
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(
            ["Pulling web:1: 0 B of 100.0 MB", "Pulling web:1: 25.0 MB of 100.0 MB", "Pulling web:1: 50.0 MB of 100.0 MB",
                "Pulling web:1: 75.0 MB of 100.0 MB"],
            Drawn());
    }

    [Fact]
    public void Show_SeveralTransfers_AreOneLineThatIsErasedAtTheEnd()
    {
        var (first, second) = (Pull("web:1"), Pull("db:1"));
        _sut.Show(first, new ImageProgress(1_000_000, 3_000_000) { LayersDone = 1, LayersKnown = 2 });
        _time.Advance(TimeSpan.FromSeconds(1));
        _sut.Show(second, new ImageProgress(2_000_000, 4_000_000) { LayersDone = 0, LayersKnown = 3 });
        Assert.Equal("Pulling 2 images: 1 of 5 layers, 3.0 MB of 7.0 MB", Drawn()[^1]);
        _sut.Drop(first);
        Assert.Equal("Pulling db:1: 0 of 3 layers, 2.0 MB of 4.0 MB", Drawn()[^1]);
        _sut.Drop(second);
        Assert.Equal("", Drawn()[^1]);
    }

    [Fact]
    public void Show_TextOfOthers_CannotMoveTheCursor()
    {
        _sut.Show(Pull("web\u001b[2J\r\u009b\u202e:1"), new ImageProgress(0, 0));
        Assert.Equal(@"Pulling web\u001b[2J\u000d\u009b\u202e:1", Drawn()[^1]);
    }

    [Fact]
    public void Show_NarrowTerminal_DoesNotWrap()
    {
        _columns = 10;
        _sut.Show(Pull("web:1"), new ImageProgress(0, 1));
        Assert.Equal("Pulling w", Drawn()[^1]);
    }

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(45_600_000, "45.6 MB")]
    [InlineData(999_960, "1.0 MB")]
    [InlineData(2_500_000_000, "2.5 GB")]
    public void Bytes_AreDecimal(long count, string text) => Assert.Equal(text, ProgressText.Bytes(count));

    [Fact]
    public void Ended_SaysOfBytesWhatIsKnown()
    {
        var duration = TimeSpan.FromSeconds(0.5);
        Assert.Equal("Pulled web:1 in 0.5 s", ProgressText.Ended(TransferKind.Pull, "web:1", new ImageProgress(0, 0), duration));
        Assert.Equal(
            "Pulled web:1, more than 1.0 MB in 0.5 s",
            ProgressText.Ended(TransferKind.Pull, "web:1", new ImageProgress(1_000_000, 1_000_000) { SizesAreKnown = false }, duration));
    }

    [Fact]
    public void Moving_AllTransferred_ReportsOfUnpacking() => Assert.Equal(
        "Pulling web:1: 1 of 3 layers unpacked",
        ProgressText.Moving(TransferKind.Pull, "web:1", new ImageProgress(9, 9) { LayersKnown = 3, LayersDone = 3, LayersUnpacked = 1 }));

    private static ImageTransfer Pull(string image) => new(TransferKind.Pull, image, new Nobody());

    private string[] Drawn() => _terminal.ToString().Split(TerminalWriter.EraseLine)[1..];

    private sealed class Nobody : IProgress<PrepareEvent>
    {
        public void Report(PrepareEvent value)
        {
        }
    }
}
