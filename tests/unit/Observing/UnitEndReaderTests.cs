using OciReconciler.Observing;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Observing;

public sealed class UnitEndReaderTests
{
    private const string Refused = "Error: cannot listen on the TCP port: listen tcp4 :8181: bind: address already in use";
    private static readonly WorkloadKey Web = new("web");
    private readonly List<OutputLine> _lines = [];
    private readonly List<OutputLine> _late = [];
    private readonly List<bool> _reads = [];
    private bool _hasEnded = true;

    [Fact]
    public async Task End_EngineRefused_IsFoundInTheRunThatEnded()
    {
        _lines.AddRange(
            [
                new("r1", "Error: unable to find network with name or ID n: network not found"), new("r2", Refused),
                new("r2", "Error: reading CIDFile: open /run/x: no such file"),
            ]);
        Assert.Equal("PortInUse", (await EndAsync("failed", "failed", "r2", 126))?.Failure?.Reason);
        Assert.Equal([false], _reads);
    }

    // systemd has begun the next try: what it wrote so far says nothing of the last one.
    [Fact]
    public async Task End_NextRunHasBegun_IsThatOfTheRunBefore()
    {
        _lines.AddRange([new("r1", Refused), new("r2", "something of the next run")]);
        Assert.Equal("PortInUse", (await EndAsync("activating", "start", "r2", null))?.Failure?.Reason);
    }

    [Fact]
    public async Task End_SystemdIsAboutToStartItAgain_IsThatOfTheLastRun()
    {
        _lines.AddRange([new("r1", "Error: unable to find network with name or ID n: network not found"), new("r2", Refused)]);
        Assert.Equal("PortInUse", (await EndAsync("activating", "auto-restart", "r2", 126))?.Failure?.Reason);
    }

    [Fact]
    public async Task End_JournalIsLate_IsAskedToTakeInEverything()
    {
        _late.Add(new("r1", Refused));
        Assert.Equal("PortInUse", (await EndAsync("failed", "failed", "r1", 126))?.Failure?.Reason);
        Assert.Equal([false, true], _reads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(137)]
    [InlineData(0)]
    public async Task End_WithACodeThatNoClientHas_IsTheContainersAndTheJournalIsNotRead(int code)
    {
        Assert.Equal(new UnitEnd(null), await EndAsync("failed", "failed", "r1", code));
        Assert.Empty(_reads);
    }

    [Fact]
    public async Task End_ClientSaidNothing_IsTheContainers()
    {
        _lines.Add(new("r1", "4f1c0d5a"));
        Assert.Equal(new UnitEnd(null), await EndAsync("failed", "failed", "r1", 126));
    }

    [Fact]
    public async Task End_JournalHasNothing_IsUnknown() => Assert.Null(await EndAsync("failed", "failed", "r1", 125));

    [Fact]
    public async Task End_UnitHasNotEnded_JournalIsNotRead()
    {
        _hasEnded = false;
        Assert.Null(await EndAsync("active", "running", "r1", null));
        Assert.Empty(_reads);
    }

    [Theory]
    [InlineData("""{"_SYSTEMD_INVOCATION_ID":"r1","MESSAGE":"Error: x","__CURSOR":"c"}""", "Error: x")]
    [InlineData("""{"_SYSTEMD_INVOCATION_ID":"r1","MESSAGE":[27,91,51,49,109,195,164]}""", "\u001b[31mä")]
    [InlineData("""{"_SYSTEMD_INVOCATION_ID":"r1","MESSAGE":[300]}""", null)]
    [InlineData("""{"_SYSTEMD_INVOCATION_ID":"r1","MESSAGE":["a"]}""", null)]
    [InlineData("""{"_SYSTEMD_INVOCATION_ID":"r1","MESSAGE":null}""", null)]
    [InlineData("""{"_SYSTEMD_INVOCATION_ID":5,"MESSAGE":"x"}""", null)]
    [InlineData("""{"MESSAGE":"x"}""", null)]
    [InlineData("[]", null)]
    [InlineData("-- No entries --", null)]
    [InlineData("", null)]
    public void Parse_LinesOfJournalctl_AreTakenOrLeft(string line, string? text) => Assert.Equal(text, UnitOutput.Parse(line)?.Text);

    private async Task<UnitEnd?> EndAsync(string active, string sub, string invocation, int? code)
    {
        var unit = new ObservedUnit
        {
            Name = "podman-web.service", LoadState = "loaded", ActiveState = active, SubState = sub,
            Run = new UnitRun(1, 1, invocation, code is { } exit ? new LastExit(exit, "exit-code", DateTimeOffset.UnixEpoch) : null),
        };
        return (await new UnitEndReader((_, _) => _hasEnded, ReadAsync).AddAsync(Web, Backend.Podman, unit, CancellationToken.None)).End;
    }

    private Task<IReadOnlyList<OutputLine>> ReadAsync(string unit, bool isComplete, CancellationToken cancellationToken)
    {
        _reads.Add(isComplete);
        return Task.FromResult<IReadOnlyList<OutputLine>>(isComplete ? [.. _lines, .. _late] : _lines);
    }
}
