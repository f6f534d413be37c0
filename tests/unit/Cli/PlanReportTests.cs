using OciReconciler.Cli;

namespace OciReconciler.UnitTests.Cli;

public sealed class PlanReportTests
{
    private static readonly ILookup<string, string> Warnings =
        new[] { ("web", "NetworkNotFound: podman has no network front: create it, or correct its name.") }
            .ToLookup(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    [Fact]
    public void With_WhatTheHostLacks_IsSaidOfItsWorkloadInBothForms()
    {
        var report = new PlanReport([Planned("db", "none"), Planned("web", "create")]).With(Warnings);
        Assert.Equal(
            [
                "web: create: NotDefined: So it is.",
                "web: warning: NetworkNotFound: podman has no network front: create it, or correct its name.",
                "1 of 2 workloads differ.",
            ],
            report.ToLines());
        Assert.Contains("podman has no network front", report.ToJson(), StringComparison.Ordinal);
    }

    // It runs, and could not be started again; but there is nothing that the controller would do.
    [Fact]
    public void With_NothingToDo_IsStillNothingToDo()
    {
        var report = new PlanReport([Planned("web", "none")]).With(Warnings);
        Assert.False(report.HasChanges);
        Assert.Equal(
            ["web: warning: NetworkNotFound: podman has no network front: create it, or correct its name.", "Nothing to do."],
            report.ToLines());
    }

    private static PlannedWorkload Planned(string name, string action) =>
        new(name, action, action == "none" ? "InSync" : "NotDefined", "So it is.", [], Waits: false);
}
