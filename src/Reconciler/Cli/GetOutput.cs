using System.Text.Json;
using OciReconciler.Desired;
using OciReconciler.Model.Status;

namespace OciReconciler.Cli;

/// <summary>Forms of <c>get</c>.</summary>
internal static class GetOutput
{
    public static string Format(GetView view, string output) => output == "json" ? Json(view) : Table(view, output == "wide");

    private static string Json(GetView view) => JsonSerializer.Serialize(
        new GetDocument(
            [.. view.Rows.Select(row =>
                new GetItem(row.Status, row.Live is { } live ? new GetLiveUnit(live.LoadState, live.ActiveState, live.SubState) : null))],
            view.Sources,
            view.ControllerRuns),
        GetJsonContext.Default.GetDocument);

    private static string Table(GetView view, bool wide)
    {
        var table = new TextTable(wide
            ? ["NAME", "STATUS", "UNIT STATE", "READY", "BACKEND", "UNIT", "IMAGE", "CONTAINER", "MESSAGE"]
            : ["NAME", "STATUS", "UNIT STATE", "READY", "BACKEND", "MESSAGE"]);
        foreach (var row in view.Rows)
        {
            var status = row.Status;
            var ready = status.Find(ConditionTypes.Ready)?.Status ?? "Unknown";
            string[] common = [status.Name, row.Phase, row.UnitState, ready, status.Backend];
            string[] more = wide ? [status.Unit, status.Image, ShortId.Of(status.ContainerId ?? "")] : [];
            table.Add([.. common, .. more, row.Message]);
        }

        var lines = view.Rows.Count > 0 ? table.Lines() : ["No workloads."];
        var below = view.IsOfOne ? Details(view) : Problems(view.Sources).Concat(Ignored(view.Sources));
        return string.Join('\n', lines.Concat(below).Select(TerminalEscaper.Escape));
    }

    private static IEnumerable<string> Details(GetView view)
    {
        var warnings = view.Rows.SelectMany(row => row.Status.Warnings).Select(warning => $"{warning.Reason}: {warning.Message}").ToList();
        IEnumerable<string> lines = warnings.Count == 0 ? RolledBack(view) : [.. RolledBack(view), "", "Warnings:", .. warnings];
        return view.Events.IsEmpty
            ? lines
            : [.. lines, "", "Last events:", .. EventsOutput.Table(view.Events, TimeProvider.System.GetUtcNow())];
    }

    private static IEnumerable<string> RolledBack(GetView view)
    {
        foreach (var failed in view.Rows.Select(row => row.Status.RolledBack).OfType<RolledBackRevision>())
        {
            yield return "";
            yield return failed.Image == failed.RunningImage
                ? "The version before runs, with the same image."
                : $"The manifest wants {failed.Image}. {failed.RunningImage} of the version before runs.";
            if (failed.LastLines.IsDefaultOrEmpty)
                continue;
            yield return "The version that was given up wrote last:";
            foreach (var line in failed.LastLines)
                yield return "  " + line;
        }
    }

    private static IEnumerable<string> Problems(SourcesReport sources)
    {
        var problems = MassRemoval(sources).Concat(sources.Sources.SelectMany(Of)).Concat(sources.Problems).ToList();
        return problems.Count == 0 ? [] : ["", "Manifests with problems:", .. problems];

        static IEnumerable<string> MassRemoval(SourcesReport sources) => sources.MassRemoval is { } grace ? [grace.Message] : [];

        static IEnumerable<string> Of(SourceReport source)
        {
            if (source.Message.Length > 0)
                yield return $"{source.Path}: {source.Message}";
            if (source.Git?.Error is { } wrong)
                yield return $"{source.Path}: {wrong.Reason}: {wrong.Message}";
            foreach (var line in source.Git?.Error?.Errors ?? [])
                yield return line;
            if (source.Warning.Length > 0)
                yield return $"{source.Path}: warning: {source.Warning}";
            foreach (var file in source.Files)
            {
                foreach (var error in file.Errors)
                    yield return $"{file.PlaceOf(error)}: {(error.Warning ? "warning: " : "")}{error.Message}";
            }
        }
    }

    private static IEnumerable<string> Ignored(SourcesReport sources)
    {
        var lines = sources.Sources.SelectMany(Of).ToList();
        return lines.Count == 0 ? [] : ["", "Not read:", .. lines];

        static IEnumerable<string> Of(SourceReport source)
        {
            var lines = source.Ignored.Select(entry => $"{entry.Path} {entry.Reason}");
            var left = source.IgnoredCount - source.Ignored.Count;
            return left > 0 ? lines.Append($"{source.Path}: {left} more files and directories are not read") : lines;
        }
    }
}
