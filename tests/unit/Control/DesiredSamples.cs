namespace OciReconciler.UnitTests.Control;

/// <summary>Desired states of a few specs, for what works on one.</summary>
internal static class DesiredSamples
{
    /// <summary>The view of a state that desires these; the document of each is its image.</summary>
    public static DesiredView View(long generation, params WorkloadSpec[] specs) => new(
        DesiredState.Empty with
        {
            Workloads = specs.ToImmutableSortedDictionary(
                spec => spec.Key,
                spec => Wanted.Of(spec, $"{spec.Key} {spec.Image}") with { Generation = generation }),
        },
        new RenderSettings(),
        _ => null);
}
