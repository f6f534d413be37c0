using System.Globalization;
using System.Text.Json;
using OciReconciler.Desired;
using OciReconciler.Model.Git;
using OciReconciler.Model.Status;

namespace OciReconciler.Cli;

/// <summary>Forms of <c>describe</c>. Pure.</summary>
internal static class DescribeOutput
{
    private const int LabelWidth = 16;

    public static string Json(DescribeView view) => JsonSerializer.Serialize(view, DescribeJsonContext.Default.DescribeView);

    /// <summary>kubectl's form: a line for each thing known, then tables.</summary>
    public static IEnumerable<string> Text(DescribeView view, DateTimeOffset now) =>
    [
        .. Facts(view, now).Where(fact => fact.Value.Length > 0).Select(fact => $"{fact.Label + ":",-LabelWidth}{fact.Value}"),
        .. Section("Refused revision of its source", view.Source?.Git?.Error?.Errors ?? []),
        .. Section("Conditions", Conditions(view.Status, now)),
        .. Section("Last lines of the version that was given up", view.Status?.RolledBack?.LastLines ?? []),
        .. Section("Warnings", (view.Status?.Warnings ?? []).Select(warning => $"{warning.Reason}: {warning.Message}")),
        .. Section("Drop-ins", DropIns(view.Live)),
        .. Section("Log", view.Log),
        .. Section("Events", view.Events.IsEmpty ? [] : EventsOutput.Table(view.Events, now)),
    ];

    // One line for each field: what is empty is left out.
    private static IEnumerable<(string Label, string Value)> Facts(DescribeView view, DateTimeOffset now) =>
        [.. Workload(view), .. Unit(view, now), .. History(view, now), .. Image(view.Status), .. Relations(view)];

    private static IEnumerable<(string Label, string Value)> Workload(DescribeView view) =>
    [
        ("Name", view.Name),
        ("Status", Phase(view) ?? "Unknown"),
        ("Paused", view.Paused ? $"yes, until: oci-reconciler resume {view.Name}" : ""),
        ("Controller", view.ControllerRunning ? "" : "not running: this is what the last one published"),
        ("Manifest", view.Status?.File ?? ""),
        ("Commit", Commit(view.Source)),
        ("Source error", view.Source?.Git?.Error is { } error ? $"{error.Reason}: {error.Message}" : ""),
        ("Backend", view.Status?.Backend ?? ""),
        ("Auto start", view.Status is null ? "" : view.Status.AutoStart ? "yes" : "no, on demand"),
    ];

    private static IEnumerable<(string Label, string Value)> Unit(DescribeView view, DateTimeOffset now) =>
    [
        ("Unit", view.Unit ?? ""),
        ("Unit state", UnitState(view, now)),
        ("Invocation", view.Live?.InvocationId ?? view.Status?.InvocationId ?? ""),
        ("Health", view.Status is null or { Health: "None" } ? "" : view.Status.Health),
    ];

    private static IEnumerable<(string Label, string Value)> History(DescribeView view, DateTimeOffset now) =>
    [
        ("Restarts", Math.Max(view.Live?.Restarts ?? 0, view.Status?.Restarts ?? 0) is > 0 and var restarts ? Number(restarts) : ""),
        ("Last exit", LastExit(view.Live, view.Status, now)),
        ("Last change", LastChange(view.Status, now)),
    ];

    private static IEnumerable<(string Label, string Value)> Image(WorkloadStatus? status) => status is null
        ? []
        :
        [
            ("Image", status.Image),
            ("Running image", status.RolledBack?.RunningImage ?? ""),
            ("Image id", status.ImageId ?? ""),
            ("Image digest", status.ImageDigest ?? ""),
            ("Container id", status.ContainerId ?? ""),
            ("In sync", status.InSync ? "yes" : "no"),
            ("Definition", Definition(status)),
        ];

    private static IEnumerable<(string Label, string Value)> Relations(DescribeView view) =>
    [
        ("Secrets", string.Join(", ", view.Status?.Secrets ?? [])),
        ("Depends on", string.Join(", ", view.Status?.DependsOn ?? [])),
        ("Needed by", string.Join(", ", view.Dependents)),
        ("Named by", string.Join(", ", view.Live?.NamedBy ?? [])),
    ];

    private static string Commit(SourceReport? source) => source?.Git?.Accepted is { } accepted
        ? $"{CommitOrigin.Of(source.Path, accepted.Commit)}, {accepted.Author}: {accepted.Subject}"
        : "";

    private static string UnitState(DescribeView view, DateTimeOffset now) => view switch
    {
        { SystemdAnswers: false } => "unknown: systemd cannot be reached over D-Bus",
        { Live: { } live } => $"{live.ActiveState} ({live.SubState}){Since(live.Since, now)}",
        _ => "not loaded",
    };

    private static string LastChange(WorkloadStatus? status, DateTimeOffset now) => status?.LastChange is { } change
        ? string.Create(
            CultureInfo.InvariantCulture, $"{Ages.Text(now - change.At)} ago, unavailable for {change.UnavailableSeconds:0.0} s")
        : "";

    private static string? Phase(DescribeView view) => view is { SystemdAnswers: true, Status: { } status }
        ? UnitPhase.Newer(status.Phase, status.AutoStart, view.Live?.ActiveState, view.Live?.SubState)
        : view.Status?.Phase;

    // systemd forgets an exit when the unit is unloaded or started again; the controller has the one that it observed last. A unit that was
    // stopped for its backoff has ended once more by that stop.
    private static string LastExit(DescribedUnit? live, WorkloadStatus? status, DateTimeOffset now)
    {
        var exit = status is { Phase: Phases.CrashLoopBackOff, LastExit: { } crash }
            ? crash
            : new[] { live?.LastExit, status?.LastExit }.OfType<LastExit>().MaxBy(exit => exit.At);
        return exit is null ? "" : $"{Number(exit.Code)}, {exit.Result}{Since(exit.At, now)}";
    }

    private static string Definition(WorkloadStatus status) => status switch
    {
        { AppliedHash: null } => $"{ShortId.Of(status.DefinitionHash)}, not applied",
        _ when status.AppliedHash == status.DefinitionHash => $"{ShortId.Of(status.DefinitionHash)}, applied",
        _ => $"{ShortId.Of(status.DefinitionHash)}; applied is {ShortId.Of(status.AppliedHash)}",
    };

    private static IEnumerable<string> Conditions(WorkloadStatus? status, DateTimeOffset now)
    {
        if (status is null)
            return [];
        var table = new TextTable(["TYPE", "STATUS", "AGE", "REASON", "MESSAGE"]);
        foreach (var condition in status.Conditions)
            table.Add(
                [condition.Type, condition.Status, Ages.Text(now - condition.LastTransitionTime), condition.Reason, condition.Message]);
        return table.Lines();
    }

    private static ImmutableArray<string> DropIns(DescribedUnit? live) => live switch
    {
        null => [],
        { NeedsReload: true } => [.. live.DropIns, "Some were changed since systemd read them. They count after: systemctl daemon-reload"],
        _ => live.DropIns,
    };

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return all.Count == 0 ? [] : ["", title + ":", .. all.Select(line => "  " + line)];
    }

    private static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } moment ? $", {Ages.Text(now - moment)} ago" : "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
