using System.Net;
using System.Runtime.CompilerServices;
using Docker.DotNet;
using Docker.DotNet.Models;
using OciReconciler.Model.Images;
using OciReconciler.Resilience;

namespace OciReconciler.Engine;

/// <summary>
/// docker's API over a unix socket, which podman speaks too. No version is asked for: the engine answers with its own newest. Connections
/// are kept for seconds (<see cref="EngineConnections"/>), so podman's service may end when idle and the next call starts it again.
/// </summary>
internal sealed class DockerEngine : IContainerEngine
{
    private const uint StopGraceSeconds = 10;

    private static readonly TimeSpan ReadDeadline = TimeSpan.FromSeconds(10);

    // podman inspects each container for it.
    private static readonly TimeSpan ListDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LoginDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RemoveDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TransferQuiet = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RemovalPoll = TimeSpan.FromMilliseconds(200);

    private readonly EngineCaller _caller;
    private readonly RetryPipelines _pipelines;
    private readonly TimeProvider _time;
    private readonly DockerClient _client;
    private readonly ContainerLookup _containers;
    private readonly EngineLister _lister;

    /// <summary>Makes the client; connects nowhere yet.</summary>
    public DockerEngine(EngineCaller caller, RetryPipelines pipelines, TimeProvider time)
    {
        _caller = caller;
        _pipelines = pipelines;
        _time = time;
        var handler = EngineTransport.HandlerOf(caller.Endpoint.Socket);
        _client = new DockerClientBuilder()
            .WithEndpoint(new UriBuilder("unix", "") { Path = caller.Endpoint.Socket }.Uri)
            .WithTimeout(Timeout.InfiniteTimeSpan)
            .WithTransportOptions(new EngineTransport(), new EngineTransportOptions(handler))
            .Build();
        _containers = new ContainerLookup(_client.Containers, Backend);
        _lister = new EngineLister(new HttpMessageInvoker(handler, disposeHandler: false), Backend);
    }

    /// <inheritdoc/>
    public Backend Backend => _caller.Endpoint.Backend;

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken) =>
        ReadAsync("ping", async token =>
        {
            await _client.System.PingAsync(token);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ObservedContainer?> InspectContainerAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync($"inspect container {name}", async token =>
        {
            try
            {
                return await _containers.FindAsync(name, token);
            }
            catch (DockerApiException error) when (error.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public async Task<EngineListing> ListAsync(CancellationToken cancellationToken) => new(
        await ReadAsync("list containers", ListDeadline, _lister.ContainersAsync, cancellationToken),
        await ReadAsync("list images", ListDeadline, _lister.ImagesAsync, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> HasNetworkAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync($"inspect network {name}", async token =>
        {
            try
            {
                // The API also takes the beginning of an id for a name. The name comes from a message, and goes into a path.
                var found = EngineReplies.Required(await _client.Networks.InspectNetworkAsync(Uri.EscapeDataString(name), token));
                return string.Equals(found.Name, name, StringComparison.Ordinal);
            }
            catch (DockerApiException error) when (error.StatusCode == HttpStatusCode.NotFound)
            {
                return false;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<LocalImage?> FindImageAsync(string reference, CancellationToken cancellationToken) =>
        ReadAsync($"inspect image {reference}", async token =>
        {
            try
            {
                var found = EngineReplies.Required(await _client.Images.InspectImageAsync(LookupName(reference), token));
                return LocalImage.Of(ImageIds.Full(EngineReplies.Required(found.ID)), reference, found.RepoDigests?.OfType<string>() ?? []);
            }
            catch (DockerApiException error) when (error.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task TagImageAsync(string imageId, string repository, string tag, CancellationToken cancellationToken) =>
        ReadAsync($"tag image {imageId} as {repository}:{tag}", async token =>
        {
            await _client.Images.TagImageAsync(imageId, new ImageTagParameters { RepositoryName = repository, Tag = tag }, token);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task UntagImageAsync(string reference, CancellationToken cancellationToken) =>
        ReadAsync($"untag image {reference}", async token =>
        {
            await IsThereAsync(() => _client.Images.DeleteImageAsync(reference, new ImageDeleteParameters { NoPrune = true }, token));
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task PullAsync(
        ImageReference reference, RegistryCredentials? credentials, IProgress<ImageProgress>? progress,
        CancellationToken cancellationToken) =>
        CallAsync($"pull {reference.LookupName}", TransferQuiet, async (token, atWork) =>
        {
            var messages = new EngineMessages(progress, atWork);
            // Without a tag docker pulls them all.
            var what = new ImagesCreateParameters { FromImage = reference.WrittenName, Tag = reference.PullVersion };
            await _client.Images.CreateImageAsync(what, credentials is null ? null : AuthOf(credentials), messages, token);
            messages.ThrowIfFailed();
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> LoadAsync(Stream archive, CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<string>>("load image archive", TransferQuiet, async (token, atWork) =>
        {
            var messages = new EngineMessages(null, atWork);
            await using var body = new ProgressStream(archive, _ => atWork());
            await _client.Images.LoadImageAsync(new ImageLoadParameters { Quiet = true }, body, messages, token);
            messages.ThrowIfFailed();
            return messages.Loaded;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task VerifyLoginAsync(RegistryCredentials credentials, CancellationToken cancellationToken) =>
        CallAsync($"log in as {credentials}", LoginDeadline, async (token, _) =>
        {
            await _client.System.AuthenticateAsync(AuthOf(credentials), token);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveContainerAsync(string id, CancellationToken cancellationToken) =>
        CallAsync($"remove container {id}", RemoveDeadline, async (token, _) =>
        {
            // A container that removes itself takes its anonymous volumes along: whoever removes it in its place does so as well.
            var removal = new ContainerRemoveParameters { Force = true, RemoveVolumes = await RemovesItselfAsync(id, token) };
            // Removing by force kills at once: the container gets its time first.
            var grace = new ContainerStopParameters { WaitBeforeKillSeconds = StopGraceSeconds };
            if (await IsThereAsync(() => _client.Containers.StopContainerAsync(id, grace, token)))
                await IsThereAsync(() => _client.Containers.RemoveContainerAsync(id, removal, token));
            while (await IsThereAsync(() => _client.Containers.InspectContainerAsync(id, token)))
                await Task.Delay(RemovalPoll, _time, token);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<EngineEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The reader filters by label itself: podman 5.4 matches no event to a label without a value.
        var filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal)
        {
            ["type"] = new Dictionary<string, bool>(StringComparer.Ordinal) { ["container"] = true },
        };
#pragma warning disable CS0618 // The newer form does not tell when the stream is open, from when on a listing misses nothing.
        await using var stream = await CallAsync("open event stream", ReadDeadline, (token, _) =>
            _client.System.MonitorEventsAsync(new ContainerEventsParameters { Filters = filters }, token), cancellationToken);
#pragma warning restore CS0618
        yield return new EngineEvent.Opened();
        using var lines = new EngineEventReader(stream, Backend);
        while (await lines.ReadAsync(cancellationToken) is { } next) yield return next;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private Task<T> ReadAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        ReadAsync(what, ReadDeadline, call, cancellationToken);

    private async Task<T> ReadAsync<T>(
        string what, TimeSpan deadline, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        await _pipelines.EngineCall.ExecuteAsync(
            async token => await NamedAsync(what, () => _caller.ReadAsync(what, deadline, call, token)), cancellationToken);

    private Task<T> CallAsync<T>(
        string what, TimeSpan quiet, Func<CancellationToken, Action, Task<T>> call, CancellationToken cancellationToken) =>
        NamedAsync(what, () => _caller.CallAsync(what, quiet, call, cancellationToken));

    private async Task<T> NamedAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (DockerApiException error)
        {
            var text = EngineErrors.MessageOf(error.ResponseBody);
            throw new EngineException(
                EngineErrors.Classify((int)error.StatusCode, text), $"{_caller.Endpoint.Name}: {what}: {text}", error);
        }
    }

    private async Task<bool> RemovesItselfAsync(string id, CancellationToken cancellationToken)
    {
        ContainerInspectResponse? found = null;
        await IsThereAsync(async () => found = await _client.Containers.InspectContainerAsync(id, cancellationToken));
        return found?.HostConfig?.AutoRemove == true;
    }

    /// <summary>False when the engine knows no such container. Another removal at work counts as there.</summary>
    private static async Task<bool> IsThereAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (DockerApiException error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
        catch (DockerApiException error) when (error.StatusCode == HttpStatusCode.Conflict)
        {
            return true;
        }
    }

    private static AuthConfig AuthOf(RegistryCredentials credentials) => new()
    {
        Username = credentials.Username,
        Password = credentials.Password,
        ServerAddress = RegistryHost.Canonical(credentials.Registry) is var host && host == RegistryHost.DockerHub
            ? "https://index.docker.io/v1/"
            : host,
    };

    // docker:// is podman's on the command line alone, and a tag beside a digest says nothing.
    private static string LookupName(string reference) => ImageReference.TryParse(reference, out var image) ? image.LookupName : reference;
}
