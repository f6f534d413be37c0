using OciReconciler.DBus.Manager;
using OciReconciler.Units;

namespace OciReconciler.Images;

/// <summary>One run of a program of imageStream. Disposing it leaves nothing of the program running.</summary>
internal sealed class ImageStreamRun(
    string program, TimeSpan limit, SystemdJob job, ISystemdManager systemd, UnitStopper stopper, ImageStreamPipes pipes, TimeProvider time)
    : IAsyncDisposable
{
    // The first of systemd's own exit statuses is for what happens before the program runs. See systemd.exec(5).
    private const int CannotExecute = 203;

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly StandardErrorTail _tail = new(pipes.Errors);

    /// <summary>The program's standard output; ends when the program has closed it.</summary>
    public Stream Output => pipes.Output;

    /// <summary>
    /// Waits for the program's end. One that still writes a while after its output is read no more is ended, and has not failed.
    /// </summary>
    /// <returns>The end of its standard error on one line, or "".</returns>
    /// <exception cref="ImagePrepareException">It failed or ran out of time; the message has the end of its standard error.</exception>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        if (!await DrainAsync())
            return await _tail.EndAsync();
        var result = await job.WaitAsync(limit + Grace, time, cancellationToken);
        if (result == JobResult.Done)
            return await _tail.EndAsync();
        var how = await HowAsync();
        await stopper.StopAsync();
        var tail = await _tail.EndAsync();
        throw new ImagePrepareException(Reasons.ImageStreamFailed, $"imageStream {program} {how}{Words(tail)}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await stopper.StopAsync();
            await _tail.EndAsync();
        }
        finally
        {
            await pipes.DisposeAsync();
        }
    }

    /// <summary>Words about the end of a program's standard error.</summary>
    public static string Words(string tail) => tail.Length == 0 ? "" : $" Its standard error ended with \"{tail}\".";

    // An engine that refuses rubbish stops reading. What the program says of itself then only counts when it ends by itself: one that goes
    // on is ended, which is no failure of its own.
    private async Task<bool> DrainAsync()
    {
        var draining = pipes.Output.CopyToAsync(Stream.Null, CancellationToken.None);
        try
        {
            await draining.WaitAsync(DrainLimit, time);
            return true;
        }
        catch (TimeoutException)
        {
            await stopper.StopAsync();
            await draining;
            return false;
        }
    }

    private async Task<string> HowAsync()
    {
        var service = await systemd.GetServiceAsync(job.Unit, CancellationToken.None);
        var status = service.MainStatus;
        return service.Result switch
        {
            "timeout" => $"ran for longer than {limit.TotalSeconds:0} s and was ended (imageStreamSeconds in the settings).",
            "exit-code" when status == CannotExecute =>
                "cannot be executed: see that it exists, is executable and begins with a valid #! line.",
            "exit-code" => $"ended with exit status {status}.",
            "signal" or "core-dump" => $"was ended by signal {status}.",
            var other => $"failed ({other}).",
        };
    }
}
