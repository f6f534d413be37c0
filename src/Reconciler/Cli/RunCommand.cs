using System.Runtime.InteropServices;
using OciReconciler.Configuration;
using OciReconciler.Control;
using OciReconciler.DBus.Manager;
using OciReconciler.Model.Text;
using OciReconciler.Telemetry;

namespace OciReconciler.Cli;

/// <summary><c>run</c>: the controller itself.</summary>
internal static class RunCommand
{
    // Nobody looks again after a single round: what is still starting then counts as not converged.
    private const int OnceStartWaitSeconds = 120;

    // The heap of a process that idles is never made small by itself.
    private static readonly TimeSpan HeapTrimPeriod = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string? config, IReadOnlyList<string> manifests, bool once, bool allowMassRemoval, CancellationToken cancellationToken)
    {
        var options = OptionsLoader.Load(config);
        options = options with { AllowMassRemoval = options.AllowMassRemoval || allowMassRemoval };
        if (manifests.Count > 0)
            options = options with { Manifests = [.. manifests] };
        if (options.Manifests.IsEmpty)
            options = options with { Manifests = [ReconcilerOptions.DefaultManifestDirectory] };
        if (once)
            options = options with { StartWaitSeconds = Math.Max(options.StartWaitSeconds, OnceStartWaitSeconds) };

        using var theLock = TakeLock(options);
        using var instruments = new Instruments();
        using var export = TelemetryExport.Start(Environment.GetEnvironmentVariable);
        instruments.BeginAtZero();
        await using var systemd = await ConnectAsync(instruments, cancellationToken);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stopping));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stopping));
        using var logs = Logging.Create(options);
        await using var program = Composition.Compose(options, Surroundings.OfThisHost(options, systemd, TimeProvider.System), instruments, logs);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _ = program.LookAgainAsync(stopping.Token);
        });
        using var trimming = TimeProvider.System.CreateTimer(_ => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive), null, HeapTrimPeriod, HeapTrimPeriod);
        return once ? await program.RunOnceAsync(stopping.Token) : await program.RunAsync(stopping.Token);
    }

    private static ControllerLock TakeLock(ReconcilerOptions options)
    {
        try
        {
            return ControllerLock.TryTake(options.LockFile, out var holder)
                ?? throw new CommandFailure(ExitCodes.Environment,
                    $"Another controller runs already: process {holder} holds {options.LockFile}. Stop that one first.");
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new CommandFailure(ExitCodes.Environment, $"The controller must run as root: {failure.Message}");
        }
        catch (IOException failure)
        {
            throw new CommandFailure(ExitCodes.Environment, $"The lock {options.LockFile} cannot be made: {failure.Message}");
        }
    }

    private static async Task<SystemdManager> ConnectAsync(Instruments instruments, CancellationToken cancellationToken)
    {
        try
        {
            return await LiveUnits.ConnectAsync(cancellationToken, instruments);
        }
        catch (BusException failure)
        {
            throw new CommandFailure(ExitCodes.Environment,
                $"systemd cannot be reached over D-Bus: {Sentences.Ended(failure.Message)} The controller needs a host that runs systemd and dbus.");
        }
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stopping)
    {
        context.Cancel = true;
        stopping.Cancel();
    }
}
