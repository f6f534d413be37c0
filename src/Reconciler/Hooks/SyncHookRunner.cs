using System.IO.Pipes;
using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Units;

namespace OciReconciler.Hooks;

/// <summary>
/// Runs hooks as transient units in a sandbox: they have the network, the credentials that they were given and nothing of the controller's.
/// systemd ends them with their deadline, whatever becomes of the controller. Thread-safe; one run a source at a time.
/// </summary>
/// <param name="host">The name of this host.</param>
internal sealed class SyncHookRunner(ISystemdManager systemd, string host, TimeProvider time)
{
    // The first of systemd's own exit statuses is for what happens before the program runs. See systemd.exec(5).
    private const int CannotExecute = 203;
    private const int CannotLoadCredentials = 243;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Name of the unit in which a source's hook runs.</summary>
    public static string UnitOf(string source) => $"oci-reconciler-hook-{source}.service";

    /// <summary>Runs a hook to its end.</summary>
    /// <returns>What went wrong and what to do, or null.</returns>
    public async Task<string?> RunAsync(SyncHookOptions hook, SyncNotice notice, CancellationToken cancellationToken)
    {
        var unit = UnitOf(notice.Source);
        try
        {
            var stopper = new UnitStopper(systemd, unit, StopLimit * 2, time);
            await stopper.StopAsync();
            if (await RunUnitAsync(unit, hook, notice, cancellationToken) == JobResult.Done)
                return null;
            var how = await HowAsync(unit, hook);
            await stopper.StopAsync();
            return $"onSync of {notice.Source}: {hook.Command[0]} {how} See: journalctl -u {unit}";
        }
        catch (Exception failure) when (failure is BusException or StepException or TimeoutException or ArgumentException or IOException)
        {
            return $"onSync of {notice.Source}: {hook.Command[0]} could not be run: {Sentences.Ended(failure.Message)}";
        }
    }

    private async Task<JobResult> RunUnitAsync(
        string unit, SyncHookOptions hook, SyncNotice notice, CancellationToken cancellationToken)
    {
        await using var input = new AnonymousPipeServerStream(PipeDirection.Out);
        // The call is not cancelled halfway: a program that runs unseen would be nobody's. It has a deadline of its own.
        var job = await systemd.StartTransientUnitAsync(Unit(unit, hook, notice, input), JobMode.Replace, [], CancellationToken.None);
        input.DisposeLocalCopyOfClientHandle();
        var feeding = FeedAsync(input, SyncHookInput.ToUtf8(notice, host, time.GetUtcNow()));
        var limit = TimeSpan.FromSeconds(hook.TimeoutSeconds) + StopLimit + Grace;
        var result = await job.WaitAsync(limit, time, cancellationToken);
        // Nobody has the pipe's other end any more.
        await feeding;
        return result;
    }

    // A hook need not read.
    private static async Task FeedAsync(AnonymousPipeServerStream input, byte[] bytes)
    {
        try
        {
            await input.WriteAsync(bytes, CancellationToken.None);
            await input.DisposeAsync();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // It ended before it had read all of it.
        }
    }

    // A oneshot's start job lasts until the program has ended, and tells how. A failed one stays loaded until its reason was read.
    private TransientUnit Unit(string unit, SyncHookOptions hook, SyncNotice notice, AnonymousPipeServerStream input) => new(unit,
    [
        new TransientProperty.Text("Description", Ownership.HelperDescription($"What is new of {notice.Source}")),
        new TransientProperty.Text("Type", "oneshot"),
        new TransientProperty.Duration("TimeoutStartUSec", TimeSpan.FromSeconds(hook.TimeoutSeconds)),
        new TransientProperty.Duration("TimeoutStopUSec", StopLimit),
        new TransientProperty.Descriptor("StandardInputFileDescriptor", input.ClientSafePipeHandle),
        new TransientProperty.Text("StandardOutput", "journal"),
        new TransientProperty.Text("StandardError", "journal"),
        .. HookSandbox.Of(hook),
        new ExecProperty("ExecStart", [new ExecLine(hook.Command[0], hook.Command, IgnoreFailure: false)], systemd.Info.MajorVersion),
    ]);

    private async Task<string> HowAsync(string unit, SyncHookOptions hook)
    {
        var service = await systemd.GetServiceAsync(unit, CancellationToken.None);
        var status = service.MainStatus;
        return service.Result switch
        {
            "timeout" => $"ran for longer than {hook.TimeoutSeconds} s and was ended (timeoutSeconds).",
            "exit-code" when status == CannotExecute =>
                "cannot be executed: see that it exists, may be executed by its user and begins with a valid #! line.",
            "exit-code" when status == CannotLoadCredentials => "was not run, since a file of its credentials cannot be read.",
            "exit-code" => $"ended with exit status {status}.",
            "signal" or "core-dump" => $"was ended by signal {status}.",
            var other => $"failed ({other}).",
        };
    }
}
