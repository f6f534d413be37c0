using System.IO.Pipes;
using OciReconciler.DBus.Manager;
using OciReconciler.Model.Conditions;
using OciReconciler.Units;

namespace OciReconciler.Images;

/// <summary>One run of a program of imageStream.</summary>
internal sealed class ImageStreamRun : IImageStreamRun
{
    // The first of systemd's own exit statuses is for what happens before the program runs. See systemd.exec(5).
    private const int CannotExecute = 203;

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly string _program;
    private readonly TimeSpan _limit;
    private readonly SystemdJob _job;
    private readonly ISystemdManager _systemd;
    private readonly UnitStopper _stopper;
    private readonly AnonymousPipeServerStream _output;
    private readonly AnonymousPipeServerStream _errors;
    private readonly ErrorTail _tail;
    private readonly TimeProvider _time;

    public ImageStreamRun(
        string program,
        TimeSpan limit,
        SystemdJob job,
        ISystemdManager systemd,
        UnitStopper stopper,
        AnonymousPipeServerStream output,
        AnonymousPipeServerStream errors,
        TimeProvider time)
    {
        (_program, _limit, _job, _systemd, _stopper, _output, _errors, _time) = (program, limit, job, systemd, stopper, output, errors, time);
        _tail = new ErrorTail(errors);
    }

    /// <inheritdoc/>
    public Stream Output => _output;

    /// <inheritdoc/>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        if (!await DrainAsync())
            return await _tail.EndAsync();
        var result = await _job.WaitAsync(_limit + Grace, _time, cancellationToken);
        if (result == JobResult.Done)
            return await _tail.EndAsync();
        var how = await HowAsync();
        await _stopper.StopAsync();
        var tail = await _tail.EndAsync();
        throw new ImagePrepareException(Reasons.ImageStreamFailed, $"imageStream {_program} {how}{Words(tail)}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stopper.StopAsync();
            await _tail.EndAsync();
        }
        finally
        {
            await _output.DisposeAsync();
            await _errors.DisposeAsync();
        }
    }

    /// <summary>Words about the end of a program's standard error.</summary>
    public static string Words(string tail) => tail.Length == 0 ? "" : $" Its standard error ended with \"{tail}\".";

    // An engine that refuses rubbish stops reading. What the program says of itself then only counts when it ends by itself: one that goes on is ended, which is no failure of its own.
    private async Task<bool> DrainAsync()
    {
        var draining = _output.CopyToAsync(Stream.Null, CancellationToken.None);
        try
        {
            await draining.WaitAsync(DrainLimit, _time);
            return true;
        }
        catch (TimeoutException)
        {
            await _stopper.StopAsync();
            await draining;
            return false;
        }
    }

    private async Task<string> HowAsync()
    {
        var service = await _systemd.GetServiceAsync(_job.Unit, CancellationToken.None);
        var status = service.MainStatus;
        return service.Result switch
        {
            "timeout" => $"ran for longer than {_limit.TotalSeconds:0} s and was ended (imageStreamSeconds in the settings).",
            "exit-code" when status == CannotExecute => "cannot be executed: see that it exists, is executable and begins with a valid #! line.",
            "exit-code" => $"ended with exit status {status}.",
            "signal" or "core-dump" => $"was ended by signal {status}.",
            var other => $"failed ({other}).",
        };
    }
}
