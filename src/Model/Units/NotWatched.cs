using OciReconciler.Model.Units.Options;

namespace OciReconciler.Model.Units;

/// <summary>
/// Workloads whose own options lead their engine to images and containers that the controller does not ask about (<c>--root</c>,
/// <c>--url</c>, <c>-H</c>, ...). Their units are seen to as ever; what only an engine knows is left out, and a condition says so.
/// </summary>
public static class NotWatched
{
    /// <summary>The option that leads elsewhere, as <c>--name</c>; null: the workload is watched.</summary>
    public static string? OptionOf(WorkloadSpec spec) => EngineSelection.OtherEngine(spec);

    /// <summary>What such an option means, for people.</summary>
    /// <param name="option">As <see cref="OptionOf"/> gives it.</param>
    public static string Sentence(string option) =>
        $"{option} leads to images and containers that the controller does not ask about: no image is prepared (imageFile, imageStream, "
        + "login and pull have no effect), and neither the container nor its health is looked at. While its unit is active it counts as "
        + "ready.";
}
