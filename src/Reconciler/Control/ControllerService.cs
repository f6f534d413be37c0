using Microsoft.Extensions.Logging;
using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Service;
using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Model.Text;
using OciReconciler.Model.Workloads;
using OciReconciler.Reporting;
using OciReconciler.State;
using OciReconciler.Telemetry;
using OciReconciler.Threading;
using OciReconciler.Triggers;
using OciReconciler.Units;

namespace OciReconciler.Control;

/// <summary>The controller as a process: runs until told to stop, or once.</summary>
internal sealed class ControllerService(
    ReconcilerOptions options,
    ISystemdManager systemd,
    ITransientUnitFiles unitFiles,
    RequestRouter host,
    Controller controller,
    BlockedWorkloads blockedByDisk,
    OnDemandImageRefresh onDemand,
    StatusWriter statuses,
    StatusReporter reporter,
    DesiredViews views,
    PublishedFiles files,
    StateFiles state,
    HelperUnits helpers,
    Heartbeat heartbeat,
    Watchdog watchdog,
    Func<double> chance,
    TimeProvider time,
    ILogger<ControllerService> log) : IAsyncDisposable
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Runs until cancelled. Containers go on when it ends.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        PrepareFiles();
        await helpers.StopLeftoversAsync(cancellationToken);
        try
        {
            await TaskGroup.RunAsync([host.RunAsync, ControlAsync], cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
        finally
        {
            SystemdNotification.Send(ServiceNotifier.Stopping, log);
            log.Stopping();
            await helpers.StopAsync();
        }

        return ExitCodes.Fine;
    }

    private async Task ControlAsync(CancellationToken cancellationToken)
    {
        await AsyncWait.ForAsync(host.SourcesReported, cancellationToken);
        await ForgetUnknownAsync(cancellationToken);
        log.Ready(string.Join(", ", options.Manifests), systemd.Info.Version);
        SystemdNotification.Send(() => ServiceNotifier.Ready(TerminalEscaper.Escape($"Watching {string.Join(", ", options.Manifests)}")), log);
        var resync = TimeSpan.FromSeconds(options.ResyncSeconds);
        await TaskGroup.RunAsync(
            [
                controller.RunAsync,
                token => TaskGroup.AboutEveryAsync(resync, chance, time, ResyncAsync, token),
                token => TaskGroup.AboutEveryAsync(resync, chance, time, onDemand.RefreshAsync, token),
                token => TaskGroup.EveryAsync(RetryPeriod, time, RetryFilesAsync, token),
                token => new ClockJumpDetector(time).RunAsync(ResyncAfterJumpAsync, token),
                .. Watchdog.Interval() is { } interval ? [token => watchdog.RunAsync(interval, token)] : (Func<CancellationToken, Task>[])[],
            ],
            cancellationToken);
    }

    private Task RetryFilesAsync(CancellationToken cancellationToken)
    {
        files.Retry();
        host.SaveUnsaved();
        if (blockedByDisk.Keys is { Count: > 0 } waiting && unitFiles.HasRoom)
            host.RetryNow(waiting);
        return Task.CompletedTask;
    }

    private Task ResyncAsync(CancellationToken cancellationToken)
    {
        heartbeat.Resynced();
        return host.QueueAllAsync(cancellationToken);
    }

    private Task ResyncAfterJumpAsync(TimeSpan jump, CancellationToken cancellationToken)
    {
        log.ClockJumped(jump);
        return host.QueueAllAsync(cancellationToken);
    }

    /// <summary>Converges, reports and ends.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        PrepareFiles();
        await helpers.StopLeftoversAsync(cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = host.RunAsync(ending.Token);
        try
        {
            await await Task.WhenAny(host.SourcesSettled, listening);
            var all = await host.AllAsync(cancellationToken);
            ForgetExcept(all);
            await controller.RunOnceAsync(all, cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await helpers.StopAsync();
        }

        return RunOnceReport.Print(views.Current.State, StatusFiles.ReadAll(options.StatusDirectory));
    }

    public ValueTask DisposeAsync()
    {
        controller.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Reads every source and looks at everything, now. Before the sources were listed once nobody knows what everything is.
    /// </summary>
    public async Task RelistAsync(CancellationToken cancellationToken)
    {
        if (!host.SourcesReported.IsCompleted)
        {
            // What one of them has said already may have changed since.
            host.RescanSources();
            return;
        }

        await host.RelistAsync(cancellationToken);
        await onDemand.RefreshNowAsync(cancellationToken);
    }

    private async Task ForgetUnknownAsync(CancellationToken cancellationToken)
    {
        try
        {
            ForgetExcept(await host.AllAsync(cancellationToken));
        }
        catch (BusException)
        {
            // What is ours cannot be told now: records stay until the next start. Passes say what is wrong with the bus.
        }
    }

    private void ForgetExcept(IReadOnlySet<WorkloadKey> known)
    {
        statuses.RemoveExcept(known);
        reporter.PruneEvents(known);
    }

    private void PrepareFiles()
    {
        files.Write(options.StatusDirectory, StateDirectory.MakePublic);
        // What an earlier controller published counts no more; but where it is damaged, something is wrong with the disk.
        _ = SettingsFile.Read(options.SettingsFile, state);
        _ = SourcesWriter.Read(options.SourcesFile, state);
        files.Write(options.SettingsFile, path => SettingsFile.Write(path, views.Current.Settings));
        unitFiles.CorrectAll();
    }
}
