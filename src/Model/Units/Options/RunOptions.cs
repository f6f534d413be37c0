namespace OciReconciler.Model.Units.Options;

/// <summary>What the engine reads out of a workload's preRunExtraOptions and extraOptions. Pure.</summary>
internal static class RunOptions
{
    /// <summary>preRunExtraOptions, with the word run after them.</summary>
    public static ParsedOptions BeforeRun(WorkloadSpec spec) =>
        EngineGrammars.OfEngine(spec.Backend).Parse([.. spec.PreRunExtraOptions, "run"], spec.PreRunExtraOptions.Length);

    /// <summary>extraOptions, with the image and its arguments after them: an option without its value takes the image for one.</summary>
    public static ParsedOptions AfterRun(WorkloadSpec spec) =>
        EngineGrammars.OfRun(spec.Backend).Parse([.. spec.ExtraOptions, spec.Image, .. spec.Cmd], spec.ExtraOptions.Length);
}
