using System.Runtime.CompilerServices;
using OciReconciler.Model.Images;

namespace OciReconciler.UnitTests.Images;

/// <summary>An engine with images by name and a registry by name; failures are set by the test.</summary>
internal sealed class FakeEngine(Backend backend = Backend.Podman) : IContainerEngine
{
    private readonly Lock _lock = new();
    private int _inFlight;

    public Dictionary<string, string> Local { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Registry { get; } = new(StringComparer.Ordinal);

    /// <summary>What the next loads hold, by the archive's text.</summary>
    public Dictionary<string, (string Name, string Id)> Archives { get; } = new(StringComparer.Ordinal);

    public Func<RegistryCredentials?, Exception?> PullFailure { get; set; } = _ => null;

    public Exception? LoginFailure { get; set; }

    public Task? PullGate { get; set; }

    public List<(string Image, string? Password)> Pulls { get; } = [];

    public List<(string Registry, string Password)> Logins { get; } = [];

    public List<string> Loads { get; } = [];

    public int MostAtOnce { get; private set; }

    public TaskCompletionSource PullStarted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Backend Backend { get; } = backend;

    public bool IsAway { get; set; }

    public int Pings { get; private set; }

    /// <summary>How often an image was looked for.</summary>
    public int Finds { get; private set; }

    public Task PingAsync(CancellationToken cancellationToken)
    {
        Pings++;
        return IsAway ? Task.FromException(new EngineUnavailableException("away")) : Task.CompletedTask;
    }

    public HashSet<string> Networks { get; } = new(StringComparer.Ordinal);

    public Task<bool> HasNetworkAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Networks.Contains(name));

    /// <summary>Containers by name.</summary>
    public Dictionary<string, ObservedContainer> Containers { get; } = new(StringComparer.Ordinal);

    public Task<ObservedContainer?> InspectContainerAsync(string name, CancellationToken cancellationToken) => IsAway
        ? Task.FromException<ObservedContainer?>(new EngineUnavailableException("away"))
        : Task.FromResult(Containers.GetValueOrDefault(name));

    public Task<EngineListing> ListAsync(CancellationToken cancellationToken)
    {
        if (IsAway)
            return Task.FromException<EngineListing>(new EngineUnavailableException("away"));
        lock (_lock)
        {
            return Task.FromResult(new EngineListing(
                Containers.ToDictionary(entry => entry.Key, entry => Listed(entry.Value), StringComparer.Ordinal),
                new ListedImages(Backend, [.. Local.Select(entry => new ListedImage(entry.Value, [entry.Key], []))])));
        }
    }

    public Task<LocalImage?> FindImageAsync(string reference, CancellationToken cancellationToken)
    {
        Finds++;
        lock (_lock) return Task.FromResult(Local.GetValueOrDefault(reference) is { } id ? new LocalImage(id, null) : null);
    }

    public Task TagImageAsync(string imageId, string repository, string tag, CancellationToken cancellationToken)
    {
        lock (_lock) Local[$"{repository}:{tag}"] = imageId;
        return Task.CompletedTask;
    }

    public Task UntagImageAsync(string reference, CancellationToken cancellationToken)
    {
        lock (_lock) Local.Remove(reference);
        return Task.CompletedTask;
    }

    public async Task PullAsync(
        ImageReference reference, RegistryCredentials? credentials, IProgress<ImageProgress>? progress, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Pulls.Add((reference.LookupName, credentials?.Password));
            MostAtOnce = Math.Max(MostAtOnce, ++_inFlight);
        }

        PullStarted.TrySetResult();
        try
        {
            if (PullGate is { } gate) await gate.WaitAsync(cancellationToken);
            if (PullFailure(credentials) is { } failure) throw failure;
            lock (_lock) Local[reference.LookupName] = Registry[reference.LookupName];
        }
        finally
        {
            lock (_lock) _inFlight--;
        }
    }

    public async Task<IReadOnlyList<string>> LoadAsync(Stream archive, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(archive);
        var text = await reader.ReadToEndAsync(cancellationToken);
        lock (_lock)
        {
            Loads.Add(text);
            if (!Archives.TryGetValue(text, out var image)) throw new EngineException(EngineFailure.Other, "unexpected EOF");
            Local[image.Name] = image.Id;
            return [image.Name];
        }
    }

    public Task VerifyLoginAsync(RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        lock (_lock) Logins.Add((credentials.Registry, credentials.Password));
        return LoginFailure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }

    public Task RemoveContainerAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;

    public async IAsyncEnumerable<EngineEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new EngineEvent.Opened();
    }

    private static ListedContainer Listed(ObservedContainer its) =>
        new(its.Id, its.ImageId, its.Owner, its.State, its.Health, its.StartedAt ?? DateTimeOffset.UnixEpoch);

    public void Dispose()
    {
    }
}
