using System.Globalization;

namespace OciReconciler.Desired;

/// <summary>Removals that are delayed because they are many at once.</summary>
/// <param name="Workloads">Those whose removal is delayed, each until when.</param>
/// <param name="Vanished">How many workloads vanished, those included that are gone by now.</param>
/// <param name="Of">How many were declared before the first of them vanished.</param>
/// <param name="Grace">How long each is delayed.</param>
/// <param name="ReevaluateIn">When the first of them is released.</param>
internal sealed record RemovalGrace(
    ImmutableSortedDictionary<WorkloadKey, DateTimeOffset> Workloads, int Vanished, int Of, TimeSpan Grace, TimeSpan ReevaluateIn)
{
    private const string WhatToDo =
        "Put the manifests back if that was not meant; else wait, or start the controller with --allow-mass-removal.";

    /// <summary>When the last of them is released.</summary>
    public DateTimeOffset Until => Workloads.Values.Max();

    /// <summary>What happened and what to do.</summary>
    public string Message =>
        $"{Vanished} workloads of {Of} are declared by no manifest any more, and vanished at once"
        + $"{(Vanished == Workloads.Count ? "" : "; still there are")}: {string.Join(", ", Workloads.Keys)}. "
        + $"They are removed at {Text(Until)}. {WhatToDo}";

    /// <summary>The same for one of them; stays as it is when others come back.</summary>
    public FailureReason For(WorkloadKey key) => new(
        Reasons.MassRemovalHeld,
        $"No manifest declares it any more, and more than half of {Of} workloads vanished at once. "
        + $"It is kept for {Grace.TotalSeconds:0} s and removed at {Text(Workloads[key])}. {WhatToDo}");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
