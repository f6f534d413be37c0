using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Status;
using OciReconciler.Model.Text;

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
        .. Section("Conditions", Conditions(view.Status, now)),
        .. Section("Last lines of the version that was given up", view.Status?.RolledBack?.LastLines ?? []),
        .. Section("Warnings", (view.Status?.Warnings ?? []).Select(warning => $"{warning.Reason}: {warning.Message}")),
        .. Section("Drop-ins", DropIns(view.Live)),
        .. Section("Log", view.Log),
        .. Section("Events", view.Events.IsEmpty ? [] : EventsOutput.Table(view.Events, now)),
    ];

    // One line for each field: what is empty is left out.
    private static IEnumerable<(string Label, string Value)> Facts(DescribeView view, DateTimeOffset now)
    {
        var (status, live) = (view.Status, view.Live);
        yield return ("Name", view.Name);
        yield return ("Status", Phase(view) ?? "Unknown");
        yield return ("Paused", view.Paused ? $"yes, until: oci-reconciler resume {view.Name}" : "");
        yield return ("Controller", view.ControllerRunning ? "" : "not running: this is what the last one published");
        yield return ("Manifest", status?.File ?? "");
        yield return ("Backend", status?.Backend ?? "");
        yield return ("Auto start", status is null ? "" : status.AutoStart ? "yes" : "no, on demand");
        yield return ("Unit", view.Unit ?? "");
        yield return ("Unit state", !view.SystemdAnswers ? "unknown: systemd cannot be reached over D-Bus" : live is null ? "not loaded" : $"{live.ActiveState} ({live.SubState}){Since(live.Since, now)}");
        yield return ("Invocation", live?.InvocationId ?? status?.InvocationId ?? "");
        yield return ("Health", status is null or { Health: "None" } ? "" : status.Health);
        yield return ("Restarts", Math.Max(live?.Restarts ?? 0, status?.Restarts ?? 0) is > 0 and var restarts ? Number(restarts) : "");
        yield return ("Last exit", LastExit(live, status, now));
        yield return ("Last change", status?.LastChange is { } change ? string.Create(CultureInfo.InvariantCulture, $"{Ages.Text(now - change.At)} ago, unavailable for {change.UnavailableSeconds:0.0} s") : "");
        yield return ("Image", status?.Image ?? "");
        yield return ("Running image", status?.RolledBack?.RunningImage ?? "");
        yield return ("Image id", status?.ImageId ?? "");
        yield return ("Image digest", status?.ImageDigest ?? "");
        yield return ("Container id", status?.ContainerId ?? "");
        yield return ("In sync", status is null ? "" : status.InSync ? "yes" : "no");
        yield return ("Definition", Definition(status));
        yield return ("Depends on", string.Join(", ", status?.DependsOn ?? []));
        yield return ("Needed by", string.Join(", ", view.Dependents));
        yield return ("Named by", string.Join(", ", live?.NamedBy ?? []));
    }

    private static string? Phase(DescribeView view) => view is { SystemdAnswers: true, Status: { } status }
        ? UnitPhase.Newer(status.Phase, status.AutoStart, view.Live?.ActiveState, view.Live?.SubState)
        : view.Status?.Phase;

    // systemd forgets it when the unit is unloaded or started again; the controller has it from when it looked last. What the controller stopped because it kept ending has ended once more by that stop.
    private static string LastExit(DescribedUnit? live, WorkloadStatus? status, DateTimeOffset now)
    {
        var exit = status is { Phase: "CrashLoopBackOff", LastExit: { } crash } ? crash : new[] { live?.LastExit, status?.LastExit }.OfType<LastExit>().MaxBy(exit => exit.At);
        return exit is null ? "" : $"{Number(exit.Code)}, {exit.Result}{Since(exit.At, now)}";
    }

    private static string Definition(WorkloadStatus? status) => status switch
    {
        null => "",
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
            table.Add([condition.Type, condition.Status, Ages.Text(now - condition.LastTransitionTime), condition.Reason, condition.Message]);
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
