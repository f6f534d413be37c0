using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Files;
using OciReconciler.State;
using OciReconciler.Terminal;
using OciReconciler.Units;

namespace OciReconciler.Cli;

/// <summary>What the operator's commands share: systemd, the workload, the files of its requests.</summary>
internal sealed class OperatorConsole : IAsyncDisposable
{
    // A unit's own stop limit is 120 s; starts have none of their own.
    private static readonly TimeSpan JobDeadline = TimeSpan.FromSeconds(300);

    private readonly SystemdManager? _systemd;

    private OperatorConsole(ReconcilerOptions options, SystemdManager? systemd, KnownWorkload workload)
    {
        Options = options;
        _systemd = systemd;
        Workload = workload;
        Paused = new PauseFiles(options.PausedDirectory);
        Requests = new RestartRequests(options.RequestsDirectory);
    }

    public ReconcilerOptions Options { get; }

    public KnownWorkload Workload { get; }

    public WorkloadKey Key => Workload.Key;

    public PauseFiles Paused { get; }

    public RestartRequests Requests { get; }

    /// <summary>Whether a controller runs that will see what is written.</summary>
    public bool ControllerRuns => ControllerLock.IsTaken(Options.LockFile);

    /// <summary>The workload's unit.</summary>
    /// <exception cref="CommandFailure">It has none.</exception>
    public string Unit => Workload.Unit ?? throw new CommandFailure(ExitCodes.Wrong, ControllerRuns
        ? $"{Key} is paused and has no unit. Its manifest is gone; drop the pause with: oci-reconciler resume {Key}"
        : $"{Key} is paused and has no unit, and no controller runs that would define one. Start it: systemctl start oci-reconciler");

    /// <summary>Whether systemd can be reached.</summary>
    public bool HasSystemd => _systemd is not null;

    /// <summary>systemd. Throws <see cref="CommandFailure"/> when it cannot be reached.</summary>
    public SystemdManager Systemd =>
        _systemd ?? throw new CommandFailure(
            ExitCodes.Environment, "systemd cannot be reached over D-Bus. Run this as root on the host itself.");

    /// <summary>Opens a console for one workload.</summary>
    public static async Task<OperatorConsole> OpenAsync(string name, string? config, CancellationToken cancellationToken)
    {
        var options = OperatorOptions.Load(config);
        SystemdManager? systemd = null;
        try
        {
            systemd = await LiveUnits.ConnectAsync(cancellationToken);
            var rows = await systemd.ListUnitsByPatternsAsync([Ownership.HolderPattern, "*.service"], cancellationToken);
            return new OperatorConsole(options, systemd, KnownWorkload.Find(name, options, rows));
        }
        catch (BusException) when (systemd is null)
        {
            return new OperatorConsole(options, null, KnownWorkload.Find(name, options, rows: null));
        }
        catch
        {
            if (systemd is not null)
                await systemd.DisposeAsync();
            throw;
        }
    }

    /// <summary>systemd's row of a unit, or null when it is not loaded.</summary>
    public Task<UnitStatus?> RowAsync(string unit, CancellationToken cancellationToken) => Systemd.FindAsync(unit, cancellationToken);

    /// <summary>systemd's row of the workload's unit, or null when it is not loaded.</summary>
    /// <exception cref="CommandFailure">The unit of that name is somebody else's, and is left alone.</exception>
    public async Task<UnitStatus?> OwnRowAsync(CancellationToken cancellationToken)
    {
        var row = await RowAsync(Unit, cancellationToken);
        return row is null or { LoadState: "not-found" } || UnitListing.MarkOf(row)?.Key == Key
            ? row
            : throw new CommandFailure(
                ExitCodes.Wrong, $"{Unit} was not made for {Key} but by somebody else, and is left alone. See: oci-reconciler get {Key}");
    }

    /// <summary>Runs a job to its end, and says how it ended.</summary>
    /// <param name="doing">Such as "Stopping podman-web.service".</param>
    /// <param name="call">Asks for the job.</param>
    /// <param name="cancellationToken">Ends the wait; the job goes on.</param>
    /// <returns>Fine when it ended as done.</returns>
    public static async Task<int> RunJobAsync(string doing, Func<Task<SystemdJob>> call, CancellationToken cancellationToken)
    {
        TerminalWriter.Error.WriteLine($"{doing} ...");
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var job = await call();
            var result = await job.WaitAsync(JobDeadline, TimeProvider.System, cancellationToken);
            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            if (result is JobResult.Done or JobResult.Skipped)
            {
                TerminalWriter.Output.WriteLine($"{doing}: done in {seconds:0.0} s.");
                return ExitCodes.Fine;
            }

            TerminalWriter.Error.WriteLine(
                $"{doing}: ended as {result.ToString().ToLowerInvariant()} after {seconds:0.0} s. See: systemctl status {job.Unit}; "
                + $"journalctl -u {job.Unit}");
            return ExitCodes.Wrong;
        }
        catch (TimeoutException)
        {
            TerminalWriter.Error.WriteLine(
                $"{doing}: not done within {JobDeadline.TotalSeconds:0} s; systemd goes on with it. See: systemctl list-jobs");
            return ExitCodes.Wrong;
        }
        catch (BusException failure)
        {
            throw new CommandFailure(ExitCodes.Environment, $"{doing}: systemd answered: {failure.Message}");
        }
    }

    /// <summary>Writes a request.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static T Write<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(failure, LibC.EffectiveUser());
        }
    }

    /// <summary>Says why a request could not be written.</summary>
    /// <param name="user">Who tried.</param>
    public static CommandFailure NotWritten(Exception failure, uint user) => new(
        ExitCodes.Environment,
        failure is UnauthorizedAccessException && user != 0
            ? "This must run as root: it writes what the controller reads."
            : $"{Sentences.Ended(failure.Message)} Run this as root, and see that the disk has space.");

    public ValueTask DisposeAsync() => _systemd?.DisposeAsync() ?? ValueTask.CompletedTask;
}
