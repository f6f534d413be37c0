using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Docker.DotNet;
using Docker.DotNet.Models;
using OciReconciler.Executing;
using OciReconciler.Model.Images;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Engine;

/// <summary>docker's API, which podman's socket answers too. The only file that knows Docker.DotNet.</summary>
internal sealed class DockerEngine : IContainerEngine, IDisposable
{
    private const uint StopSeconds = 10;
    private readonly string _socket;
    private readonly DockerClient _client;
    private readonly Func<CancellationToken, Task> _activate;
    private readonly RetryPipelines _retries;

    /// <summary>Connects at the first call.</summary>
    /// <param name="backend">Which engine it is.</param>
    /// <param name="socket">Path of its socket.</param>
    /// <param name="activate">Called when the socket does not answer, before the call is tried again.</param>
    /// <param name="retries">For reads.</param>
    public DockerEngine(Backend backend, string socket, Func<CancellationToken, Task> activate, RetryPipelines retries)
    {
        Backend = backend;
        _socket = socket;
        _activate = activate;
        _retries = retries;
        _client = new DockerClientBuilder().WithEndpoint(new Uri("unix://" + socket)).Build();
    }

    /// <inheritdoc/>
    public Backend Backend { get; }

    /// <inheritdoc/>
    public Task<ObservedContainer?> InspectContainerAsync(string name, CancellationToken cancellationToken) => ReadAsync(
        async token =>
        {
            var container = await OrNullAsync(_client.Containers.InspectContainerAsync(name, token));
            // The API also takes a prefix of an id.
            return container is null || container.Name.TrimStart('/') != name ? null : Observed(container);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task RemoveContainerAsync(string id, CancellationToken cancellationToken) => CallAsync(
        async token =>
        {
            await OrNullAsync(_client.Containers.StopContainerAsync(id, new ContainerStopParameters { WaitBeforeKillSeconds = StopSeconds }, token));
            await OrNothingAsync(_client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true }, token));
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<string?> FindImageAsync(string reference, CancellationToken cancellationToken) => ReadAsync(
        async token => (await OrNullAsync(_client.Images.InspectImageAsync(reference, token)))?.ID, cancellationToken);

    /// <inheritdoc/>
    public Task PullAsync(string reference, RegistryCredentials? credentials, IProgress<string> progress, CancellationToken cancellationToken) => CallAsync(
        async token =>
        {
            var report = new PullProgress(progress);
            await _client.Images.CreateImageAsync(From(reference), Auth(credentials), report, token);
            return report.Error is { } error ? throw new EngineException(error, PullErrors.IsTransient(error)) : true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> LoadAsync(Stream archive, CancellationToken cancellationToken) => CallAsync<IReadOnlyList<string>>(
        async token =>
        {
            var report = new LoadProgress();
            await _client.Images.LoadImageAsync(new ImageLoadParameters { Quiet = true }, archive, report, token);
            return report.Error is { } error ? throw new EngineException(error, isTransient: false) : report.Loaded;
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        _retries.EngineCall.ExecuteAsync(async token => await CallAsync(call, token), cancellationToken).AsTask();

    private async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(cancellationToken);
        }
        catch (Exception failure) when (IsUnreachable(failure) && !cancellationToken.IsCancellationRequested)
        {
            return await CallActivatedAsync(call, cancellationToken);
        }
        catch (DockerApiException failure)
        {
            throw Refused(failure);
        }
    }

    private async Task<T> CallActivatedAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            await _activate(cancellationToken);
            return await call(cancellationToken);
        }
        catch (DockerApiException failure)
        {
            throw Refused(failure);
        }
        catch (Exception failure) when (failure is not EngineException && !cancellationToken.IsCancellationRequested)
        {
            throw new EngineUnavailableException(
                $"{BackendNames.Of(Backend)} does not answer at {_socket}: {failure.GetBaseException().Message}. {Advice}");
        }
    }

    private string Advice => Backend == Backend.Podman
        ? "Is podman installed? See: systemctl status podman.socket"
        : "Is docker installed and running? See: systemctl status docker";

    private static bool IsUnreachable(Exception failure) => failure is HttpRequestException or SocketException or IOException or TimeoutException;

    private static EngineException Refused(DockerApiException failure) =>
        new(failure.ResponseBody is { Length: > 0 } body ? PullErrors.Text(body) : failure.Message, failure.StatusCode >= HttpStatusCode.InternalServerError);

    // Without a tag the API would pull every tag there is.
    private static ImagesCreateParameters From(string reference) => ImageReference.TryParse(reference, out var parsed)
        ? new ImagesCreateParameters { FromImage = parsed.WrittenName, Tag = parsed.PullVersion }
        : throw new EngineException($"{reference} is not a reference that can be pulled", isTransient: false);

    private static AuthConfig Auth(RegistryCredentials? credentials) => credentials is null
        ? new AuthConfig()
        : new AuthConfig { Username = credentials.Username, Password = credentials.Password, ServerAddress = credentials.Registry };

    private static async Task<T?> OrNullAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (DockerApiException failure) when (failure.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.NotModified)
        {
            return default;
        }
    }

    private static async Task OrNothingAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (DockerApiException failure) when (failure.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Gone already, or being removed by its unit.
        }
    }

    private static ObservedContainer Observed(ContainerInspectResponse container) => new(
        container.ID,
        container.Image,
        container.Config?.Labels is { } labels && labels.TryGetValue(Ownership.WorkloadLabel, out var owner) ? owner : null,
        container.State?.Running ?? false,
        container.State?.Status ?? "unknown",
        container.State?.ExitCode ?? 0,
        DateTimeOffset.TryParse(container.State?.StartedAt, CultureInfo.InvariantCulture, out var started) ? started : null);
}
