using OciReconciler.Desired;
using OciReconciler.Sources;

namespace OciReconciler.Control;

/// <summary>Takes what sources list into the desired state, and asks for passes over what that changes.</summary>
internal sealed class DesiredUpdates(
    IReadOnlyList<IManifestSource> sources,
    DesiredStore store,
    SourcesReporter reporter,
    RemovalGraceTimer grace,
    InputFileTrigger inputs,
    Resync resync,
    ReconcileRequests requests)
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Completes when every source has been listed, or tried once to be, and no file of it is being written or looked for a second time.
    /// </summary>
    public Task SourcesSettled => Task.WhenAll([.. sources.Select(source => source.FirstLook), _settled.Task]);

    /// <summary>What the sources say now.</summary>
    public SourcesReport Report => reporter.Current;

    /// <summary>The loops that feed the desired store; each runs until cancelled.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Loops() =>
        [
            token => grace.RunAsync(EndGraceAsync, token),
            inputs.RunAsync,
            .. sources.Select(Func<CancellationToken, Task> (source) => token => source.RunAsync(UpdateAsync, token)),
        ];

    /// <summary>Lists every source, now.</summary>
    public void Rescan()
    {
        inputs.Follow();
        foreach (var source in sources)
            source.Rescan();
    }

    /// <summary>Lists the sources of a name, now; one that is not there is none.</summary>
    public void Rescan(string name)
    {
        foreach (var source in sources.Where(source => source.Name == name))
            source.Rescan();
    }

    private async ValueTask UpdateAsync(SourceSnapshot snapshot, CancellationToken cancellationToken)
    {
        var update = store.Update(snapshot);
        grace.Follow(update.State);
        await ApplyAsync(update, cancellationToken);
    }

    private Task EndGraceAsync(DesiredUpdate update, CancellationToken cancellationToken) => ApplyAsync(update, cancellationToken);

    private async Task ApplyAsync(DesiredUpdate update, CancellationToken cancellationToken)
    {
        inputs.Follow();
        // Passes do not wait for the report. Only the first one is there before anything begins.
        if (requests.Opened.IsCompleted && update.Removable is { } removable)
        {
            requests.ResetBackoff(update.Changed);
            await resync.RequestAsync([.. update.Changed.Union(removable)], cancellationToken);
            reporter.PublishSoon();
            Settle(update.State);
            return;
        }

        reporter.Publish();
        if (!update.State.AllSourcesReported)
            return;
        // The first listing changes nothing: what keeps ending since before goes on waiting.
        if (requests.Opened.IsCompleted)
            requests.ResetBackoff(update.Changed);
        requests.TryOpen();
        // Whoever goes on then finds the requests open.
        Settle(update.State);
        // An engine that hangs holds up no source.
        resync.Wake();
    }

    private void Settle(DesiredState state)
    {
        if (!_settled.Task.IsCompleted && IsSettled(state))
            _settled.TrySetResult();
    }

    private static bool IsSettled(DesiredState state) => state.AllSourcesReported
        && !state.Report.Sources.SelectMany(source => source.Files).Any(file => file.State is "writing" or "missing");
}
