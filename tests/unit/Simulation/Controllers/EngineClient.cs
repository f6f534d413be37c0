using System.Runtime.CompilerServices;
using OciReconciler.Model.Images;
using OciReconciler.UnitTests.Simulation.Engine;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>One controller's client of a simulated engine.</summary>
internal sealed class EngineClient : IContainerEngine
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private readonly SimulatedHost _host;
    private readonly VirtualThread _thread;
    private readonly SimulatedEngine _engine;
    private readonly List<EventQueue<EngineEvent>> _streams = [];

    public EngineClient(SimulatedHost host, VirtualThread thread, SimulatedEngine engine)
    {
        (_host, _thread, _engine) = (host, thread, engine);
        engine.Happened += Report;
    }

    public Backend Backend => _engine.Backend;

    /// <summary>The controller is gone.</summary>
    public void Disconnect() => _engine.Happened -= Report;

    /// <summary>Cuts the event streams.</summary>
    public void CutStreams()
    {
        _streams.ForEach(stream => stream.Close());
        _streams.Clear();
    }

    public Task PingAsync(CancellationToken cancellationToken) => CallAsync("Ping", "", () => true, cancellationToken);

    public Task<ObservedContainer?> InspectContainerAsync(string name, CancellationToken cancellationToken) =>
        CallAsync("InspectContainer", name, () =>
        _engine.Containers.GetValueOrDefault(name) is { } found
            ? new ObservedContainer(found.Id, found.ImageId, found.Owner, found.State, 0, found.StartedAt, found.Health)
            : null, cancellationToken);

    public async Task<EngineListing> ListAsync(CancellationToken cancellationToken) => new(
        await CallAsync("ListContainers", "", () => _engine.ListContainers(), cancellationToken),
        await CallAsync("ListImages", "", () => new ListedImages(Backend, _engine.ListImages()), cancellationToken));

    public Task<bool> HasNetworkAsync(string name, CancellationToken cancellationToken) =>
        CallAsync("HasNetwork", name, () => _host.Weather.MissingNetwork is null, cancellationToken);

    public Task<LocalImage?> FindImageAsync(string reference, CancellationToken cancellationToken) =>
        CallAsync("FindImage", reference, () => _engine.Find(reference) is { } id ? new LocalImage(id, null) : null, cancellationToken);

    public Task TagImageAsync(string imageId, string repository, string tag, CancellationToken cancellationToken) =>
        CallAsync("TagImage", $"{imageId} {repository}:{tag}", () =>
    {
        _host.Guard.Tags(repository);
        _engine.Tag($"{repository}:{tag}", imageId);
        return true;
    }, cancellationToken);

    public Task UntagImageAsync(string reference, CancellationToken cancellationToken) =>
        CallAsync("UntagImage", reference, () => _engine.Images.Remove(reference), cancellationToken);

    public Task PullAsync(
        ImageReference reference, RegistryCredentials? credentials, IProgress<ImageProgress>? progress, CancellationToken cancellationToken)
    {
        var cost = _host.PullDelay();
        return _host.TroubleOf(Backend) == EngineTrouble.NoRegistry
            ? FailAsync<bool>("Pull", reference.LookupName, EngineFailure.Network, cost, cancellationToken)
            : CallAsync("Pull", reference.LookupName, () => _engine.Pull(reference.LookupName)
                ? true : throw new EngineException(EngineFailure.NotFound, "manifest unknown"), cancellationToken, cost);
    }

    public Task<IReadOnlyList<string>> LoadAsync(Stream archive, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No archive is used in the model.");

    public Task VerifyLoginAsync(RegistryCredentials credentials, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveContainerAsync(string id, CancellationToken cancellationToken) => CallAsync("RemoveContainer", id, () =>
    {
        if (_engine.Containers.Values.FirstOrDefault(container => container.Id == id) is { } found)
        {
            _host.Guard.Removes(found);
            _engine.Remove(found.Name);
            _host.ContainerGone(found);
        }

        return true;
    }, cancellationToken);

    public async IAsyncEnumerable<EngineEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallAsync("Watch", "", () => true, cancellationToken);
        var stream = new EventQueue<EngineEvent>(_host.Pump);
        _streams.Add(stream);
        yield return new EngineEvent.Opened();
        await foreach (var happened in stream.ReadAllAsync(cancellationToken))
            yield return happened;
    }

    public void Dispose()
    {
    }

    private void Report(EngineEvent happened) => _streams.ForEach(stream => stream.Add(happened));

    private Task<T> CallAsync<T>(string name, string what, Func<T> effect, CancellationToken cancellationToken, TimeSpan cost = default)
    {
        if (!_thread.IsAlive)
            return new TaskCompletionSource<T>().Task;
        _host.Calls.Add(_host.Elapsed, name, $"{Backend} {what}");
        if (_host.IsKilledNow(out var before))
        {
            if (!before)
                _ = Outcome.Of(effect);
            _host.KillController();
            return new TaskCompletionSource<T>().Task;
        }

        return _host.TroubleOf(Backend) switch
        {
            EngineTrouble.Unavailable => Task.FromException<T>(new EngineUnavailableException($"{Backend} does not answer")),
            EngineTrouble.Hung => Later<T>(new Outcome<T>(default, new EngineException(EngineFailure.Network, "no answer")), CallTimeout,
                cancellationToken),
            EngineTrouble.Broken => Task.FromException<T>(new EngineException(EngineFailure.Other, "500")),
            _ => Answer(effect, cost, cancellationToken),
        };
    }

    // What a pull does it does at its end, if anybody still waits for it; other calls are carried out whoever waits.
    private Task<T> Answer<T>(Func<T> effect, TimeSpan cost, CancellationToken cancellationToken)
    {
        var delay = cost + _host.AnswerDelay();
        if (delay == TimeSpan.Zero)
        {
            var outcome = Outcome.Of(effect);
            return outcome.Error is { } error ? Task.FromException<T>(error) : Task.FromResult(outcome.Value!);
        }

        var answer = new TaskCompletionSource<T>();
        _host.Pump.Clock.After(delay, () =>
        {
            if (cost == TimeSpan.Zero || !answer.Task.IsCompleted)
                Outcome.Of(effect).Report(answer);
        });
        return Until(answer, cancellationToken);
    }

    private Task<T> FailAsync<T>(string name, string what, EngineFailure failure, TimeSpan delay, CancellationToken cancellationToken)
    {
        _host.Calls.Add(_host.Elapsed, name, $"{Backend} {what}");
        return Later(new Outcome<T>(default, new EngineException(failure, "the registry cannot be reached")), delay, cancellationToken);
    }

    private Task<T> Later<T>(Outcome<T> outcome, TimeSpan delay, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>();
        _host.Pump.Clock.After(delay, () => outcome.Report(answer));
        return Until(answer, cancellationToken);
    }

    private static async Task<T> Until<T>(TaskCompletionSource<T> answer, CancellationToken cancellationToken)
    {
        using var leaving = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        return await answer.Task;
    }
}
