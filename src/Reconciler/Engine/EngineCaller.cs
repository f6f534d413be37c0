using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using OciReconciler.Files;
using OciReconciler.Resilience;

namespace OciReconciler.Engine;

/// <summary>Carries out one call to an engine: deadline, bringing the socket up once, and naming what went wrong.</summary>
/// <param name="ensure">Brings the socket up, or null.</param>
internal sealed class EngineCaller(EngineEndpoint endpoint, Func<CancellationToken, Task>? ensure, TimeProvider time)
{
    private readonly EngineBreaker _breaker = new(time);
    private readonly SocketActivation? _activation = ensure is null ? null : new SocketActivation(ensure, time);

    /// <summary>Which engine.</summary>
    public EngineEndpoint Endpoint { get; } = endpoint;

    private string Name => Endpoint.Name;

    /// <summary>
    /// Asks the engine for something that it knows by itself: one that is silent does not answer at all, and is not asked for a while.
    /// </summary>
    /// <param name="what">What is asked, for messages.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <exception cref="EngineUnavailableException">It does not answer.</exception>
    public Task<T> ReadAsync<T>(
        string what, TimeSpan deadline, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        _breaker.CallAsync(
            async token =>
            {
                try
                {
                    return await CallAsync(what, deadline, (inner, _) => read(inner), token);
                }
                catch (EngineException failure) when (failure.InnerException is OperationCanceledException)
                {
                    throw new EngineUnavailableException(failure.Message, failure);
                }
            },
            cancellationToken);

    /// <summary>Runs a call against the engine.</summary>
    /// <param name="what">What is asked, for messages: "inspect container web".</param>
    /// <param name="quiet">How long the engine may be silent; the call can put it off again.</param>
    /// <param name="call">The call; its second argument says that the engine is at work, which starts the time anew.</param>
    public async Task<T> CallAsync<T>(
        string what, TimeSpan quiet, Func<CancellationToken, Action, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(quiet, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await EnsuringAsync(() => call(both.Token, () => deadline.CancelAfter(quiet)), both.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineException(
                EngineFailure.Network, $"{Name}: {what}: no answer for {quiet.TotalSeconds:0} s. See whether {Name} hangs.", error);
        }
        catch (Exception error) when (TooLarge(error) is { } excess)
        {
            throw new EngineUnavailableException(
                $"{Name}: {what}: it {excess}, which no engine does, and is not listened to. "
                + $"See what listens at {Endpoint.Socket}: systemctl status {Endpoint.Service}", error);
        }
        catch (Exception error) when (IsRubbish(error))
        {
            throw new EngineException(EngineFailure.Other, $"{Name}: {what}: its answer cannot be understood: {WordsOf(error)}", error);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or SocketException)
        {
            if (_activation is { IsUnanswered: true })
                throw Ended(error);
            throw new EngineException(
                EngineFailure.Network, $"{Name}: {what}: the connection broke: {WordsOf(error)} See: journalctl -u {Endpoint.Service}",
                error);
        }
    }

    private static string WordsOf(Exception error) => Sentences.Ended(EngineErrors.OneLine(RootCause.Of(error).Message));

    // The failure of a broken connection is inside. The reader of JSON does not report figures that a type cannot hold as bad JSON.
    private static bool IsRubbish(Exception error) =>
        error is JsonException or FormatException or ArgumentException or ArithmeticException or InvalidOperationException
            or NotSupportedException or HttpRequestException { InnerException: null }
        || HttpErrorOf(error) == HttpRequestError.InvalidResponse;

    private static HttpRequestError? HttpErrorOf(Exception error) => error switch
    {
        HttpRequestException request => request.HttpRequestError,
        HttpIOException body => body.HttpRequestError,
        _ => null,
    };

    private static string? TooLarge(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is ReplyTooLargeException)
                return error.Message;
            if (HttpErrorOf(error) == HttpRequestError.ConfigurationLimitExceeded)
                return "sent headers that are too long";
        }

        return null;
    }

    private async Task<T> EnsuringAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var calledAt = time.GetTimestamp();
        try
        {
            return await AnsweredAsync(call);
        }
        catch (Exception error) when (ConnectError(error) is { } cause)
        {
            if (_activation is null) throw Unavailable(cause);
            await EnsureAsync(_activation, calledAt, cause, cancellationToken);
        }

        // Nothing was sent: nobody was there to take it.
        try
        {
            return await AnsweredAsync(call);
        }
        catch (Exception error) when (ConnectError(error) is { } cause)
        {
            throw Unavailable(cause);
        }
    }

    private async Task<T> AnsweredAsync<T>(Func<Task<T>> call)
    {
        try
        {
            var answer = await call();
            _activation?.Answered();
            return answer;
        }
        catch (DockerApiException)
        {
            // An error is an answer, too.
            _activation?.Answered();
            throw;
        }
    }

    private async Task EnsureAsync(SocketActivation activation, long calledAt, SocketException cause, CancellationToken cancellationToken)
    {
        bool isStarted;
        try
        {
            isStarted = await activation.TryStartAsync(calledAt, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw Unavailable(cause, $" Starting {Endpoint.Unit} failed: {error.Message.TrimEnd('.')}.", error);
        }

        if (!isStarted)
            throw Unavailable(cause, $" {Endpoint.Unit} was started in vain, and is started again within a minute.");
    }

    private EngineUnavailableException Unavailable(SocketException cause, string tried = "", Exception? ensuring = null)
    {
        var reason = cause.SocketErrorCode switch
        {
            SocketError.AddressNotAvailable => "there is no such socket",
            SocketError.ConnectionRefused => "nobody listens there",
            SocketError.AccessDenied => "permission denied",
            _ => cause.Message,
        };
        // The units of a user's podman are the controller's own: nobody else can start them.
        var remedy = Endpoint.User is null
            ? $"Install {BackendNames.Of(Endpoint.Backend)} if it is missing, and run: systemctl start {Endpoint.Unit}"
            : $"See why it ends: journalctl -u {Endpoint.Service}";
        var denied = cause.SocketErrorCode == SocketError.AccessDenied ? WriteDenial.SocketRemedy() : "";
        return new EngineUnavailableException(
            Sentences.Join($"{Name} does not answer at {Endpoint.Socket}: {reason}.{tried}", denied, remedy), ensuring ?? cause);
    }

    // systemd starts the service for the connection, and drops the connection when it has ended a few times.
    private EngineUnavailableException Ended(Exception error) => new(
        $"{Name} does not answer at {Endpoint.Socket}: its service ends as soon as it is started. "
        + $"See why: journalctl -u {Endpoint.Service}", error);

    /// <summary>The error of connecting, when that is what failed. None of these codes comes from an open connection.</summary>
    private static SocketException? ConnectError(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is SocketException
                {
                    SocketErrorCode: SocketError.AddressNotAvailable or SocketError.ConnectionRefused or SocketError.AccessDenied,
                } refused)
                return refused;
        }

        return null;
    }
}
