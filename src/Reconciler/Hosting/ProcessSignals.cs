using System.Runtime.InteropServices;
using OciReconciler.Files;

namespace OciReconciler.Hosting;

/// <summary>
/// The signals of the controller's process. They are taken before anything else is done: until then each of them ends the process.
/// Thread-safe.
/// </summary>
internal sealed class ProcessSignals : IDisposable
{
    // systemd itself ends what is not gone after 90 s, and calls that a failure.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    // SIGUSR1 and SIGUSR2 would end the process and mean nothing here. .NET has no names for them, and takes their numbers.
    private static readonly PosixSignal[] Meaningless = [(PosixSignal)10, (PosixSignal)12];

    private readonly Lock _lock = new();
    // The source is not disposed: a signal that is on its way may cancel it after everything else has ended.
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private Action? _hangUp;
    private bool _isHungUp;

    private ProcessSignals()
    {
        PosixSignal[] all = [PosixSignal.SIGHUP, PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT, .. Meaningless];
        foreach (var signal in all)
            _registrations.Add(PosixSignalRegistration.Create(signal, Handle));
        LetThrough();
    }

    /// <summary>Is cancelled when somebody wants the process to end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Takes all signals of this process, until it is disposed.</summary>
    public static ProcessSignals Take() => new();

    /// <summary>Says what SIGHUP means from now on; one that came before is made up for.</summary>
    public void OnHangUp(Action act)
    {
        bool isHungUp;
        lock (_lock)
        {
            _hangUp = act;
            (isHungUp, _isHungUp) = (_isHungUp, false);
        }

        if (isHungUp)
            act();
    }

    /// <summary>
    /// Ends the process when it has not ended by itself in time after it was asked to: something that nobody can cancel hangs.
    /// </summary>
    public IDisposable EndInTime(TimeProvider time, Action end)
    {
        var timer = time.CreateTimer(_ => end(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Stopping.Register(() => timer.Change(EndLimit, Timeout.InfiniteTimeSpan));
        return timer;
    }

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    // Native/block_signals.c blocks signals until somebody takes them. The thread that the program begins on takes them from now on.
    private static void LetThrough()
    {
        Span<ulong> all = stackalloc ulong[LibC.SignalSetWords];
        all.Fill(ulong.MaxValue);
        _ = LibC.SignalMask(LibC.UnblockSignals, all, 0);
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGHUP)
            HangUp();
        else if (!Meaningless.Contains(context.Signal))
            _stopping.Cancel();
    }

    private void HangUp()
    {
        Action? act;
        lock (_lock)
        {
            act = _hangUp;
            _isHungUp = act is null;
        }

        act?.Invoke();
    }
}
