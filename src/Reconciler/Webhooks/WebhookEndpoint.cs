namespace OciReconciler.Webhooks;

/// <summary>
/// Takes the request of one connection and answers it. The body is compared with its signature and never read: it only wakes.
/// </summary>
/// <param name="report">Gets one sentence about what an administrator has to mend; neither secrets nor what a stranger sent.</param>
internal sealed class WebhookEndpoint(
    WebhookSecrets secrets, WebhookDeliveries deliveries, WebhookWakes wakes, Action<string> report, TimeProvider time)
{
    // Less than the unit may run, so that a slow sender is told.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    // What an unknown source is checked with, so that it takes as long as a known one.
    private const string NobodysSecret = "0123456789abcdef0123456789abcdef";

    /// <summary>Serves one request. Never throws: a connection that fails has nobody to be told.</summary>
    public async Task ServeAsync(Stream input, Stream output)
    {
        using var ending = new CancellationTokenSource(Limit, time);
        try
        {
            // Reading from a pipe or a socket of others cannot be cancelled; the process ends soon after.
            var answer = await AnswerAsync(input, output, ending.Token).WaitAsync(Limit, time, CancellationToken.None);
            if (answer is { } known)
                await SendAsync(input, output, known);
        }
        catch (TimeoutException)
        {
            await SendAsync(input, output, HttpAnswer.Timeout);
        }
    }

    /// <summary>What is answered to a request.</summary>
    public HttpAnswer Decide(HttpRequest request)
    {
        var source = WebhookSource.OfTarget(request.Target);
        var known = source is null ? [] : secrets.Of(source);
        string? delivery = null;
        foreach (var secret in known.DefaultIfEmpty(NobodysSecret))
            delivery ??= WebhookSignature.Verify(request, secret, time.GetUtcNow());
        if (source is null || known.Count == 0 || delivery is null)
            return HttpAnswer.Forbidden;
        if (WebhookEvents.IsPing(request))
            return HttpAnswer.Fine;
        return WebhookEvents.MayChangeRefs(request) ? Wake(source, delivery) : HttpAnswer.Ignored;
    }

    private async Task<HttpAnswer?> AnswerAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        try
        {
            return await new HttpRequestReader(input, output).ReadAsync(cancellationToken) is { } request ? Decide(request) : null;
        }
        catch (HttpRefusedException refused)
        {
            return refused.Answer;
        }
        catch (OperationCanceledException)
        {
            return HttpAnswer.Timeout;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private HttpAnswer Wake(string source, string delivery)
    {
        try
        {
            var outcome = deliveries.Take(source, delivery, () => wakes.Leave(source));
            return outcome switch
            {
                DeliveryOutcome.New => HttpAnswer.Accepted,
                DeliveryOutcome.Repeated => HttpAnswer.Fine,
                _ => HttpAnswer.TooManyRequests,
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            report($"The webhook of {source} could not wake the controller: {Sentences.Ended(failure.Message)}");
            return HttpAnswer.Unavailable;
        }
    }

    // A connection that is closed while something of the request is unread is reset, and the sender may not see the answer.
    private async Task SendAsync(Stream input, Stream output, HttpAnswer answer)
    {
        try
        {
            await output.WriteAsync(answer.ToBytes(), CancellationToken.None);
            await output.FlushAsync(CancellationToken.None);
            await DrainAsync(input).WaitAsync(Linger, time, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            // The sender went away, or keeps the connection: it was told.
        }
    }

    private static async Task DrainAsync(Stream input)
    {
        var rest = new byte[4096];
        for (var read = 0; read < 2 * HttpRequestReader.MostBodyBytes;)
        {
            if (await input.ReadAsync(rest, CancellationToken.None) is not (> 0 and var count))
                return;
            read += count;
        }
    }
}
