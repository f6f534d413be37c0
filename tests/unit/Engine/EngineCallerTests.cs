using System.Net.Sockets;

namespace OciReconciler.UnitTests.Engine;

public sealed class EngineCallerTests
{
    private const string Socket = "/run/podman/podman.sock";
    private readonly FakeTimeProvider _time = new();
    private int _calls;
    private int _ensured;

    [Fact]
    public async Task Call_NobodyListens_BringsTheSocketUpAndCallsAgain()
    {
        var answer = await Call(_ => ++_ensured, () => _ensured == 0 ? throw Refused() : 7);
        Assert.Equal(7, answer);
        Assert.Equal((2, 1), (_calls, _ensured));
    }

    [Fact]
    public async Task Call_StillNobodyListens_SaysWhichEngineWhichSocketAndWhatToDo()
    {
        var failure = await Assert.ThrowsAsync<EngineUnavailableException>(() => Call(_ => ++_ensured, () => throw Refused()));
        Assert.Equal(1, _ensured);
        Assert.Equal(
            "podman does not answer at /run/podman/podman.sock: nobody listens there. Install podman if it is missing, and run: systemctl "
            + "start podman.socket", failure.Message);
    }

    [Fact]
    public async Task Call_SocketCannotBeBroughtUp_SaysWhy()
    {
        var failure = await Assert.ThrowsAsync<EngineUnavailableException>(
            () => Call(_ => throw new InvalidOperationException("Unit podman.socket not found."),
                () => throw Refused(SocketError.AddressNotAvailable)));
        Assert.Contains(
            "there is no such socket. Starting podman.socket failed: Unit podman.socket not found.", failure.Message,
            StringComparison.Ordinal);
        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task Call_NothingCanBringItUp_IsTriedOnce()
    {
        await Assert.ThrowsAsync<EngineUnavailableException>(() => Call(null, () => throw Refused()));
        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task Call_ConnectionBreaks_IsNotSentTwice()
    {
        var failure = await Assert.ThrowsAsync<EngineException>(
            () => Call(_ => ++_ensured,
                () => throw new HttpRequestException("broken", new SocketException((int)SocketError.ConnectionReset))));
        Assert.Equal(EngineFailure.Network, failure.Failure);
        Assert.Equal((1, 0), (_calls, _ensured));
    }

    [Fact]
    public async Task Call_LibraryWrapsWhatBroke_SaysWhatBroke()
    {
        var failure = await Assert.ThrowsAsync<EngineException>(() => Call(null, () => throw new HttpRequestException(
            "The requested failed, see inner exception for details.", new IOException("Unexpected end of stream."))));
        Assert.Equal("podman: ping: the connection broke: Unexpected end of stream. See: journalctl -u podman.service", failure.Message);
    }

    [Fact]
    public async Task Call_EngineSilent_EndsAtTheDeadline()
    {
        var calling = Sut(null).CallAsync("ping", TimeSpan.FromSeconds(20), async (token, _) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return 0;
        }, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(20));
        var failure = await Assert.ThrowsAsync<EngineException>(() => calling);
        Assert.Equal(EngineFailure.Network, failure.Failure);
        Assert.Contains("no answer for 20 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_EngineAtWork_PutsTheDeadlineOff()
    {
        var step = new TaskCompletionSource();
        var reported = new TaskCompletionSource();
        var calling = Sut(null).CallAsync("pull", TimeSpan.FromSeconds(20), async (token, atWork) =>
        {
            await step.Task;
            atWork();
            var working = Task.Delay(TimeSpan.FromSeconds(15), _time, token);
            reported.SetResult();
            await working;
            return 5;
        }, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(15));
        step.SetResult();
        await reported.Task;
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(5, await calling);
    }

    [Fact]
    public async Task Call_Cancelled_IsNoFailure()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Sut(null).CallAsync<int>(
            "ping", TimeSpan.FromSeconds(20), (token, _) => Task.FromCanceled<int>(token), cancel.Token));
    }

    private static HttpRequestException Refused(SocketError error = SocketError.ConnectionRefused) =>
        new("connect", new SocketException((int)error));

    private EngineCaller Sut(Action<CancellationToken>? ensure) => new(EngineEndpoint.Podman(Socket), ensure is null ? null : token =>
    {
        ensure(token);
        return Task.CompletedTask;
    }, _time);

    private Task<int> Call(Action<CancellationToken>? ensure, Func<int> call) =>
        Sut(ensure).CallAsync("ping", TimeSpan.FromSeconds(20), (_, _) =>
        {
            _calls++;
            return Task.FromResult(call());
        }, TestContext.Current.CancellationToken);
}
