using OciReconciler.Executing;
using OciReconciler.Resilience;

namespace OciReconciler.UnitTests.Resilience;

public sealed class RetryPipelinesTests
{
    private static readonly EngineException Network = new(EngineFailure.Network, "reset");

    private readonly FakeTimeProvider _time = new();
    private readonly RetryPipelines _sut;
    private int _tries;

    public RetryPipelinesTests() => _sut = new RetryPipelines(_time, FailureClassifier.IsRetryable, () => 0.5);

    public static TheoryData<string, Exception, int, double> Cases => new()
    {
        { "engine", Network, 3, 3 },
        { "engine", new EngineException(EngineFailure.NotFound, "no"), 1, 0 },
        { "engine", new EngineException(EngineFailure.Other, "disk full"), 1, 0 },
        { "engine", new EngineUnavailableException("gone"), 1, 0 },
        { "pull", Network, 2, 10 },
        { "pull", new EngineException(EngineFailure.Unauthorized, "401"), 1, 0 },
        { "pull", new EngineException(EngineFailure.Denied, "403"), 1, 0 },
        { "pull", new EngineException(EngineFailure.NotFound, "404"), 1, 0 },
        { "bus", new BusException(BusFailure.Timeout, "", "slow"), 3, 3 },
        { "bus", new BusException(BusFailure.Closed, "", "gone"), 3, 3 },
        { "bus", new BusException(BusFailure.ErrorReply, "org.test.No", "no"), 1, 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Pipeline_Failure_IsTriedAgainOnlyWhenItMayPass(string name, Exception failure, int tries, double seconds)
    {
        var pipeline = name switch { "engine" => _sut.EngineCall, "pull" => _sut.ImagePull, _ => _sut.DBusCall };
        var start = _time.GetUtcNow();
        var running = RunAsync(pipeline, failure);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        Assert.Same(failure, await Record.ExceptionAsync(() => running));
        Assert.Equal(tries, _tries);
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 0, seconds);
    }

    private Task RunAsync(RetryPipeline pipeline, Exception failure) => pipeline.ExecuteAsync(_ =>
    {
        _tries++;
        return ValueTask.FromException(failure);
    }, CancellationToken.None).AsTask();
}
