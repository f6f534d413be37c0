using OciReconciler.DBus.Manager;
using OciReconciler.Resilience;

namespace OciReconciler.Units;

/// <summary>
/// Lists units for many passes at once: whoever asks while a listing is under way shares the next one, so every answer was begun
/// after its question, and hundreds of passes cost a handful of calls.
/// </summary>
internal sealed class UnitLister
{
    private readonly Lock _lock = new();
    private readonly UnitIndex _index = new();
    private readonly UnitScan _scan;
    private Task _running = Task.CompletedTask;
    private Question? _next;

    public UnitLister(ISystemdManager systemd, RetryPipelines retries) => _scan = new UnitScan(systemd, _index, retries);

    /// <summary>Services that bore a workload's mark when they were last listed, or may bear it since.</summary>
    public IReadOnlyCollection<string> MarkedWith(WorkloadKey key) => _index.MarkedWith(key);

    /// <inheritdoc cref="UnitIndex.Define"/>
    public void Define(WorkloadKey key, string unit) => _index.Define(key, unit);

    /// <summary>A listing of all units that began after this call.</summary>
    public Task<UnitListing> ListAllAsync(CancellationToken cancellationToken) => AskAsync([], isOfAll: true, cancellationToken);

    /// <summary>A listing of units that began after this call; it may have others as well.</summary>
    /// <param name="names">Names that <see cref="UnitScan.Has"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<UnitListing> ListAsync(IEnumerable<string> names, CancellationToken cancellationToken) =>
        AskAsync(names, isOfAll: false, cancellationToken);

    private Task<UnitListing> AskAsync(IEnumerable<string> names, bool isOfAll, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var question = _next ??= new Question();
            question.Names.UnionWith(names);
            question.IsOfAll |= isOfAll;
            if (question.Answer is null)
                _running = question.Answer = AnswerAsync(question, _running);
            return question.Answer.WaitAsync(cancellationToken);
        }
    }

    private async Task<UnitListing> AnswerAsync(Question question, Task previous)
    {
        if (!previous.IsCompleted)
        {
            await previous.ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding
                | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        Task<UnitListing> answer;
        lock (_lock)
        {
            _next = null;
            // Before all were listed once, nobody knows which units bear a workload's mark.
            answer = question.IsOfAll || !_index.IsFilled ? _scan.AllAsync() : _scan.OfAsync(question.Names);
        }

        return await answer;
    }

    private sealed class Question
    {
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public bool IsOfAll { get; set; }

        public Task<UnitListing>? Answer { get; set; }
    }
}
