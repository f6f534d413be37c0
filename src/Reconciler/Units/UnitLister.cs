using OciReconciler.DBus.Manager;
using OciReconciler.Resilience;

namespace OciReconciler.Units;

/// <summary>
/// Lists units for many passes at once: whoever asks while a listing is under way shares the next one, so every answer was begun
/// after its question, and a resync of hundreds costs a handful of calls.
/// </summary>
internal sealed class UnitLister(ISystemdManager systemd, RetryPipelines retries)
{
    private static readonly string[] Patterns = [Ownership.HolderPattern, "*.service"];
    private readonly Lock _lock = new();
    private Task<UnitListing>? _running;
    private Task<UnitListing>? _next;

    /// <summary>A listing that began after this call.</summary>
    public Task<UnitListing> ListAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_running is null || _running.IsCompleted)
                return (_running = ListNowAsync()).WaitAsync(cancellationToken);
            return (_next ??= AfterAsync(_running)).WaitAsync(cancellationToken);
        }
    }

    private async Task<UnitListing> AfterAsync(Task<UnitListing> previous)
    {
        await ((Task)previous).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding
            | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Task<UnitListing> listing;
        lock (_lock)
        {
            listing = _running = ListNowAsync();
            _next = null;
        }

        return await listing;
    }

    private async Task<UnitListing> ListNowAsync() =>
        new(await retries.DBusCall.ExecuteAsync(
            async token => await systemd.ListUnitsByPatternsAsync(Patterns, token), CancellationToken.None));
}
