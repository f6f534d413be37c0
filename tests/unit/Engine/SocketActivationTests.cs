using System.Net;
using System.Net.Sockets;
using Docker.DotNet;

namespace OciReconciler.UnitTests.Engine;

/// <summary>
/// An engine whose service ends as soon as it is started: each start of its socket costs several of the service, so it is started less
/// and less often, whoever asks and however often.
/// </summary>
public sealed class SocketActivationTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly List<TimeSpan> _starts = [];
    private readonly EngineCaller _sut;
    private Func<Task> _start = () => Task.CompletedTask;
    private Func<int> _answer = () => throw Broken(SocketError.ConnectionRefused);

    public SocketActivationTests() => _sut = new EngineCaller(
        new EngineEndpoint(Backend.Podman, "/run/p.sock", "p.socket", "p.service", "alice"),
        _ =>
        {
            _starts.Add(_time.GetUtcNow() - _time.Start);
            return _start();
        },
        _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Refused: systemd has closed the socket already. Reset: it closes it while the call waits.
    [Theory]
    [InlineData(SocketError.ConnectionRefused)]
    [InlineData(SocketError.AddressNotAvailable)]
    [InlineData(SocketError.ConnectionReset)]
    public async Task Engine_EndsEachTime_IsStartedAtGrowingIntervals(SocketError error)
    {
        for (var call = 0; call < 6000; call++)
        {
            // What broke the call comes from the start: afterwards nobody listens.
            var starts = _starts.Count;
            _answer = () => throw Broken(_starts.Count > starts ? error : SocketError.ConnectionRefused);
            await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal([0, 2, 6, 14, 30, 62, 122, 182], _starts.Take(8).Select(at => at.TotalSeconds));
        Assert.InRange(_starts.Count, 14, 15);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Engine_HasAnswered_IsStartedAtOnceWhenItIsGone(bool withAnError)
    {
        await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
        _answer = () => withAnError ? throw new DockerApiException(HttpStatusCode.InternalServerError, "") : 7;
        if (withAnError)
            await Assert.ThrowsAsync<DockerApiException>(CallAsync);
        else
            Assert.Equal(7, await CallAsync());

        _answer = () => throw Broken(SocketError.ConnectionRefused);
        await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
        Assert.Equal(3, _starts.Count);
    }

    [Fact]
    public async Task Engine_CannotBeStarted_IsNotTriedMoreOften()
    {
        _start = () => throw new InvalidOperationException("Unit p.socket is masked.");
        for (var call = 0; call < 600; call++)
        {
            await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(5, _starts.Count);
    }

    [Fact]
    public async Task Engine_ManyFindNobodyAtOnce_OneStartServesAll()
    {
        var starting = new TaskCompletionSource();
        _start = () => starting.Task;
        _answer = () => starting.Task.IsCompleted ? 7 : throw Broken(SocketError.ConnectionRefused);
        Task<int>[] calls = [.. Enumerable.Range(0, 10).Select(_ => CallAsync())];
        starting.SetResult();
        Assert.Equal(Enumerable.Repeat(7, 10), await Task.WhenAll(calls));
        Assert.Single(_starts);
    }

    // It found nobody before somebody else's start, and asks for one only after it.
    [Fact]
    public async Task Start_AskedForByACallFromBefore_IsTheOneThatWasMade()
    {
        var activation = new SocketActivation(_ => _start(), _time);
        var before = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await activation.TryStartAsync(_time.GetTimestamp(), Token));
        Assert.True(await activation.TryStartAsync(before, Token));
        Assert.False(await activation.TryStartAsync(_time.GetTimestamp(), Token));
    }

    [Fact]
    public async Task Engine_EndsEachTime_SaysWhereToLookAndWhenItIsTriedAgain()
    {
        _answer = () => throw Broken(_starts.Count == 0 ? SocketError.ConnectionRefused : SocketError.ConnectionReset);
        var ended = await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
        Assert.Equal(
            "podman of alice does not answer at /run/p.sock: its service ends as soon as it is started. See why: journalctl -u p.service",
            ended.Message);
        _answer = () => throw Broken(SocketError.ConnectionRefused);
        var waiting = await Assert.ThrowsAsync<EngineUnavailableException>(CallAsync);
        Assert.Equal(
            "podman of alice does not answer at /run/p.sock: nobody listens there. p.socket was started in vain, and is started again "
            + "within a minute. See why it ends: journalctl -u p.service",
            waiting.Message);
    }

    private static HttpRequestException Broken(SocketError error) => new("broken", new SocketException((int)error));

    private Task<int> CallAsync() => _sut.CallAsync("ping", Quiet, (_, _) => Task.FromResult(_answer()), Token);
}
