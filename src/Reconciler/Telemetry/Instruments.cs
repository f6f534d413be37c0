using System.Diagnostics;
using System.Diagnostics.Metrics;
using OciReconciler.DBus.Manager;
using static OciReconciler.Telemetry.TelemetryNames;

namespace OciReconciler.Telemetry;

/// <summary>What the controller measures. Costs next to nothing while nobody listens. Thread-safe.</summary>
internal sealed class Instruments : IDisposable
{
    private const string Done = "done";
    private const string Failed = "failed";
    private const string Ended = "ended";

    /// <summary>Results of passes, as they are counted.</summary>
    public static readonly string[] PassResults = ["settled", "grown", "stopping", "failed"];

    private readonly ActivitySource _source = new(Source);
    private readonly Meter _meter = new(Source);
    private readonly Counter<long> _passes;
    private readonly Histogram<double> _passDuration;
    private readonly Counter<long> _restarts;
    private readonly Counter<long> _rollbacks;
    private readonly Counter<long> _preparations;
    private readonly Histogram<double> _preparationDuration;
    private readonly Histogram<double> _unavailability;
    private readonly Counter<long> _busCalls;
    private readonly Counter<long> _busErrors;
    private readonly Counter<long> _fetches;
    private readonly Histogram<double> _fetchDuration;

    /// <summary>Makes them; each counter that has a result exists at zero from now on.</summary>
    public Instruments()
    {
        _passes = _meter.CreateCounter<long>(Metrics.Passes, "{pass}", "Passes, by result.");
        _passDuration = _meter.CreateHistogram<double>(Metrics.PassDuration, "s", "How long passes took.");
        _restarts = _meter.CreateCounter<long>(Metrics.Restarts, "{restart}",
            "Restarts of workloads: by systemd after a death, or by the controller.");
        _rollbacks = _meter.CreateCounter<long>(Metrics.Rollbacks, "{rollback}", "Changes that were rolled back.");
        _preparations = _meter.CreateCounter<long>(Metrics.Preparations, "{preparation}", "Preparations of images and inputs, by result.");
        _preparationDuration = _meter.CreateHistogram<double>(Metrics.PreparationDuration, "s", "How long preparations took.");
        _unavailability = _meter.CreateHistogram<double>(Metrics.Unavailability, "s", "How long a change kept its workload from serving.");
        _busCalls = _meter.CreateCounter<long>(Metrics.BusCalls, "{call}", "D-Bus calls, by method.");
        _busErrors = _meter.CreateCounter<long>(Metrics.BusErrors, "{error}", "D-Bus calls that failed, by kind.");
        _fetches = _meter.CreateCounter<long>(Metrics.Fetches, "{fetch}", "Fetches of git sources, by source and result.");
        _fetchDuration = _meter.CreateHistogram<double>(Metrics.FetchDuration, "s", "How long fetches of git sources took.");
    }

    /// <summary>
    /// Counts nothing, once for each result: so a counter is there before the first of its events. Called when somebody listens.
    /// </summary>
    public void BeginAtZero()
    {
        foreach (var result in PassResults)
            _passes.Add(0, Tag(Attributes.Result, result));
        foreach (var result in new[] { Done, Failed, Ended })
            _preparations.Add(0, Tag(Attributes.Result, result));
        foreach (var failure in Enum.GetValues<BusFailure>())
            _busErrors.Add(0, Tag(Attributes.Failure, failure.ToString()));
        foreach (var by in new[] { "systemd", "controller" })
            _restarts.Add(0, Tag(Attributes.By, by));
        _rollbacks.Add(0);
    }

    /// <summary>Watches a queue.</summary>
    public void Observe(Func<int> depth, Func<TimeSpan?> age)
    {
        _meter.CreateObservableGauge(Metrics.QueueDepth, depth, "{workload}", "Workloads that are ready to be looked at.");
        _meter.CreateObservableGauge(Metrics.QueueAge, () => age()?.TotalSeconds ?? 0, "s",
            "How long the one of them that has waited longest has waited.");
    }

    /// <summary>Watches the phases of workloads.</summary>
    public void Observe(Func<IEnumerable<string>> phases) => _meter.CreateObservableGauge(
        Metrics.Workloads,
        () => phases().CountBy(phase => phase).Select(state => new Measurement<int>(state.Value, Tag(Attributes.State, state.Key))),
        "{workload}",
        "Workloads, by state.");

    /// <summary>Watches git sources, whose counters are there at zero from now on.</summary>
    public void ObserveSources(IReadOnlyCollection<string> sources, Func<IEnumerable<SourceAges>> ages)
    {
        foreach (var source in sources)
        {
            foreach (var result in FetchResults.All)
                _fetches.Add(0, Tag(Attributes.Source, source), Tag(Attributes.Result, result));
        }

        _meter.CreateObservableGauge(
            Metrics.FetchAge, () => Measurements(ages(), age => age.Fetch), "s", "Time since the last fetch without a failure, by source.");
        _meter.CreateObservableGauge(
            Metrics.AppliedAge, () => Measurements(ages(), age => age.Applied), "s",
            "Age of the commit that was applied last, by source.");
    }

    /// <summary>A git source was fetched.</summary>
    public void Fetched(string source, string result, TimeSpan duration)
    {
        _fetches.Add(1, Tag(Attributes.Source, source), Tag(Attributes.Result, result));
        _fetchDuration.Record(duration.TotalSeconds, Tag(Attributes.Source, source));
    }

    /// <summary>A pass begins.</summary>
    public Activity? BeginPass(IEnumerable<string> workloads) =>
        _source.StartActivity(Spans.Pass)?.SetTag(Attributes.Workloads, string.Join(',', workloads));

    /// <summary>Records the end of a pass.</summary>
    public void EndPass(Activity? pass, string result, FailureReason? failure, TimeSpan duration)
    {
        _passes.Add(1, Tag(Attributes.Result, result));
        _passDuration.Record(duration.TotalSeconds);
        End(pass, result, failure);
    }

    /// <summary>A step begins; its reason is the plan's.</summary>
    public Activity? BeginStep(PlanStep step, string reason) => _source.StartActivity(Spans.Step)?
        .SetTag(Attributes.Workload, step.Key.Name).SetTag(Attributes.Step, NameOf(step)).SetTag(Attributes.Reason, reason);

    // The names of spans are a contract, whatever the code calls a step.
    private static string NameOf(PlanStep step) => step is PlanStep.MarkForRestart ? "NoteRunning" : step.GetType().Name;

    /// <summary>Records the end of a step.</summary>
    public static void EndStep(Activity? step, FailureReason? failure) => End(step, failure is null ? Done : Failed, failure);

    /// <summary>The preparation of a workload's image and inputs begins.</summary>
    public Activity? BeginPreparation(string workload, string reason) =>
        _source.StartActivity(Spans.Preparation)?.SetTag(Attributes.Workload, workload).SetTag(Attributes.Reason, reason);

    /// <summary>Records the end of a preparation.</summary>
    /// <param name="span">That of its beginning.</param>
    /// <param name="preparation">What it gave; null: it was ended, since nobody wants it any more.</param>
    /// <param name="duration">How long it took.</param>
    public void EndPreparation(Activity? span, Preparation? preparation, TimeSpan duration)
    {
        var result = preparation switch
        {
            null => Ended,
            { Failure: null } => Done,
            _ => Failed,
        };
        _preparations.Add(1, Tag(Attributes.Result, result));
        _preparationDuration.Record(duration.TotalSeconds);
        End(span, result, preparation?.Failure);
    }

    /// <summary>systemd restarted a service by itself, that often.</summary>
    public void RestartedBySystemd(int times) => _restarts.Add(times, Tag(Attributes.By, "systemd"));

    /// <summary>The controller restarted one.</summary>
    public void RestartedByController() => _restarts.Add(1, Tag(Attributes.By, "controller"));

    /// <summary>A change was rolled back.</summary>
    public void RolledBack() => _rollbacks.Add(1);

    /// <summary>A change has ended.</summary>
    public void ChangeEnded(double unavailableSeconds) => _unavailability.Record(unavailableSeconds);

    /// <summary>A D-Bus call was made.</summary>
    public void BusCalled(string method) => _busCalls.Add(1, Tag(Attributes.Method, method));

    /// <summary>Counts a D-Bus call that failed.</summary>
    public void BusFailed(BusFailure failure) => _busErrors.Add(1, Tag(Attributes.Failure, failure.ToString()));

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    private static IEnumerable<Measurement<double>> Measurements(IEnumerable<SourceAges> ages, Func<SourceAges, TimeSpan?> age) =>
        from one in ages
        where age(one) is not null
        select new Measurement<double>(age(one)!.Value.TotalSeconds, Tag(Attributes.Source, one.Source));

    private static void End(Activity? activity, string result, FailureReason? failure)
    {
        if (activity is null)
            return;
        activity.SetTag(Attributes.Result, result);
        if (failure is not null)
            activity.SetTag(Attributes.Reason, failure.Reason).SetStatus(ActivityStatusCode.Error, failure.Message);
        activity.Dispose();
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
