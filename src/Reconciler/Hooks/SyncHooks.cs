using OciReconciler.Configuration;
using OciReconciler.Reporting.Events;

namespace OciReconciler.Hooks;

/// <summary>The hooks of all git sources that have one.</summary>
internal sealed class SyncHooks
{
    private readonly ImmutableDictionary<string, SyncHook> _hooks;

    /// <param name="run">Runs the command of a source for a notice; see <see cref="SyncHookRunner.RunAsync"/>.</param>
    /// <param name="fileOf">What was told of a source.</param>
    public SyncHooks(
        IEnumerable<GitSourceOptions> sources, Func<SyncHookOptions, SyncNotice, CancellationToken, Task<string?>> run,
        EventRecorder events, Func<string, ToldFile> fileOf, TimeProvider time) =>
        _hooks = sources.Where(source => source.OnSync is not null).DistinctBy(source => source.Name, StringComparer.Ordinal)
            .ToImmutableDictionary(
                source => source.Name,
                source => new SyncHook(
                    (notice, cancellationToken) => run(source.OnSync!, notice, cancellationToken),
                    message => events.SourceWarning(source.Name, workload: null, Reasons.SyncHookFailed, message),
                    fileOf(source.Name),
                    time),
                StringComparer.Ordinal);

    /// <summary>Something of a source is news. Never blocks, never throws; any thread. Without a hook, nothing is done.</summary>
    public void Notify(string source, SyncNews news) => _hooks.GetValueOrDefault(source)?.Notify(news);

    /// <summary>What tells them; each runs until cancelled.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Loops() =>
        _hooks.Values.Select(Func<CancellationToken, Task> (hook) => hook.RunAsync);
}
