using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.Files;
using OciReconciler.Hosting;
using OciReconciler.Telemetry;
using OciReconciler.Terminal;

namespace OciReconciler.Cli;

/// <summary><c>run</c>: the controller itself.</summary>
internal static class RunCommand
{
    // Nobody observes again after a single round: what is still starting then counts as not converged.
    private const int OnceStartWaitSeconds = 120;

    public static async Task<int> RunAsync(RunArguments arguments, ProcessSignals? taken)
    {
        using var own = taken is null ? ProcessSignals.Take() : null;
        var signals = taken ?? own!;
        var stopping = signals.Stopping;
        var options = OptionsOf(arguments, Directory.Exists);
        using var theLock = TakeLock(options);
        using var instruments = new Instruments();
        using var export = TelemetryExport.Start(Environment.GetEnvironmentVariable, TelemetryExport.HasNetwork);
        instruments.BeginAtZero();
        await using var systemd = await ConnectAsync(instruments, stopping);
        using var logs = Logging.Create(options);
        MakeStateDirectory(options, logs);
        WarnOfExposed(arguments.Config, options, logs);
        await using var program = Composition.Compose(
            options, HostEnvironment.OfThisHost(options, systemd, TimeProvider.System), instruments, logs);
        using var end = signals.EndInTime(TimeProvider.System, End);
        signals.OnHangUp(() => _ = program.RelistAsync(stopping));
        using var trimming = MemoryTrimmer.OfThisProcess().Start(TimeProvider.System);
        return arguments.Once ? await program.RunOnceAsync(stopping) : await program.RunAsync(stopping);
    }

    /// <summary>What the command line and the settings file say.</summary>
    /// <param name="exists">Whether there is a directory at a path.</param>
    public static ReconcilerOptions OptionsOf(RunArguments arguments, Func<string, bool> exists)
    {
        var manifests = arguments.Manifests;
        var options = OptionsLoader.Load(arguments.Config);
        options = options with { AllowMassRemoval = options.AllowMassRemoval || arguments.AllowMassRemoval };
        if (arguments.Git.Count > 0)
            options = SourceChecks.Check(
                "--git", options with { Sources = [.. options.Sources, .. arguments.Git.Select(GitArgument.Parse)] });
        if (manifests.Contains("", StringComparer.Ordinal))
            throw new CommandFailure(ExitCodes.Usage, "--manifests must name a directory.");
        if (manifests.Count > 0)
            options = options with { Manifests = [.. manifests] };
        options = DefaultDirectory.AddTo(options, exists);
        return arguments.Once ? options with { StartWaitSeconds = Math.Max(options.StartWaitSeconds, OnceStartWaitSeconds) } : options;
    }

    private static ControllerLock TakeLock(ReconcilerOptions options)
    {
        try
        {
            return ControllerLock.TryTake([ReconcilerOptions.HostLockFile, options.LockFile], out var holder)
                ?? throw new CommandFailure(
                    ExitCodes.Environment,
                    $"Another controller runs already: {holder}. A host has one, whatever its settings say. Stop that one first.");
        }
        catch (UnauthorizedAccessException failure) when (LibC.EffectiveUser() != 0)
        {
            throw new CommandFailure(ExitCodes.Environment, $"The controller must run as root: {failure.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Environment, $"The lock of this host's controller cannot be made: {failure.Message}");
        }
    }

    // The runtime directory is made by itself, since whatever makes a directory in it takes the parents for public.
    private static void MakeStateDirectory(ReconcilerOptions options, ILoggerFactory logs)
    {
        try
        {
            StateDirectory.MakePrivate(options.StateDirectory);
            StateDirectory.RequireWritable(options.StateDirectory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logs.CreateLogger(nameof(RunCommand)).StateNotWritable(options.StateDirectory, Sentences.Ended(failure.Message));
        }
    }

    // Manifest directories are left out: their scans check them.
    private static void WarnOfExposed(string? config, ReconcilerOptions options, ILoggerFactory logs)
    {
        var log = logs.CreateLogger(nameof(RunCommand));
        string?[] warnings =
        [
            config is null ? null : Exposure.OfFile(Path.GetFullPath(config)),
            Exposure.OfDirectory(Path.GetFullPath(options.StateDirectory)),
            Exposure.OfDirectory(Path.GetFullPath(options.RuntimeDirectory)),
        ];
        foreach (var warning in warnings.OfType<string>())
            log.ManifestsExposed(warning);
    }

    private static void End()
    {
        TerminalWriter.Error.WriteLine("Something in the controller does not end: it ends without that. Containers go on running.");
        Environment.Exit(ExitCodes.Fine);
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
                $"systemd cannot be reached over D-Bus: {Sentences.Ended(failure.Message)} The controller needs a host that runs systemd "
                + "and dbus.");
        }
    }
}
