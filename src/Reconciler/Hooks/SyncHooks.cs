using OciReconciler.Configuration;
using OciReconciler.Reporting.Events;

namespace OciReconciler.Hooks;

/// <summary>The hooks of all git sources that have one.</summary>
internal sealed class SyncHooks
{
    private readonly ImmutableDictionary<string, SyncHook> _hooks;

    /// <param name="run">Runs the command of a source for a notice; see <see cref="SyncHookRunner.RunAsync"/>.</param>
    public SyncHooks(
        IEnumerable<GitSourceOptions> sources, Func<SyncHookOptions, SyncNotice, CancellationToken, Task<string?>> run,
        EventRecorder events, TimeProvider time) =>
        _hooks = sources.Where(source => source.OnSync is not null).DistinctBy(source => source.Name, StringComparer.Ordinal)
            .ToImmutableDictionary(
                source => source.Name,
                source => new SyncHook(
                    (notice, cancellationToken) => run(source.OnSync!, notice, cancellationToken),
                    message => events.SourceWarning(source.Name, workload: null, Reasons.SyncHookFailed, message),
                    time),
                StringComparer.Ordinal);

    /// <summary>Something is news. Never blocks, never throws; any thread. Without a hook, nothing is done.</summary>
    public void Notify(SyncNotice notice) => _hooks.GetValueOrDefault(notice.Source)?.Notify(notice);

    /// <summary>What tells them; each runs until cancelled.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Loops() =>
        _hooks.Values.Select(Func<CancellationToken, Task> (hook) => hook.RunAsync);
}
