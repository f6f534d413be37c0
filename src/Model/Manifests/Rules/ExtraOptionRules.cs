using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Units.Options;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>
/// What extraOptions and preRunExtraOptions must not do: win over what the controller relies on, take the place of the image or of
/// the word run. They are read as the engine reads them.
/// </summary>
internal static class ExtraOptionRules
{
    public static void Check(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        if (!spec.ExtraOptions.IsEmpty)
            CheckAfterRun(errors, (node.Find("extraDockerOptions") ?? node.Find("extraOptions"))?.Value ?? node, spec);
        if (!spec.PreRunExtraOptions.IsEmpty)
            CheckBeforeRun(errors, node.Find("preRunExtraOptions")?.Value ?? node, spec);
        if (NotWatched.OptionOf(spec) is { } other)
            errors.Warn(node.Find("preRunExtraOptions")?.Value ?? node, NotWatched.Sentence(other).TrimEnd('.'));
    }

    private static void CheckAfterRun(ErrorSink errors, TreeNode at, WorkloadSpec spec)
    {
        var parsed = RunOptions.AfterRun(spec);
        foreach (var option in parsed.Options)
        {
            if (ReservedOptions.Problem(spec, option) is { } problem)
                errors.Add(at, problem);
            else if (option.Name == "pull")
                errors.Warn(at, "--pull would pull while the container is down, and without credentials: use the field pull");
        }

        if (OtherImage(spec, parsed) is { } image)
            errors.Add(at, $"{Quoting.Quote(image)} would be run in the place of the image: {Why(spec, parsed)}");
    }

    // What reads as no image the engine refuses by itself.
    private static string? OtherImage(WorkloadSpec spec, ParsedOptions parsed)
    {
        if (parsed.FirstArgument is not { } first || first == spec.ExtraOptions.Length)
            return null;
        var found = first < spec.ExtraOptions.Length ? spec.ExtraOptions[first] : spec.Cmd[first - spec.ExtraOptions.Length - 1];
        return ImageRules.Check(found) is null ? found : null;
    }

    private static string Why(WorkloadSpec spec, ParsedOptions parsed) => parsed.FirstArgument < spec.ExtraOptions.Length
        ? "extraOptions are options with their values alone: remove it"
        : $"{TakesImage(spec, parsed).Written} in extraOptions lacks its value, and takes the image for it: give it one";

    private static EngineOption TakesImage(WorkloadSpec spec, ParsedOptions parsed) =>
        parsed.Options.Last(option => option.Value == spec.Image);

    private static void CheckBeforeRun(ErrorSink errors, TreeNode at, WorkloadSpec spec)
    {
        var parsed = RunOptions.BeforeRun(spec);
        if (parsed.FirstArgument is not { } first || first == spec.PreRunExtraOptions.Length || !IsCommand(spec, first))
            return;
        var word = Quoting.Quote(spec.PreRunExtraOptions[first]);
        errors.Add(at, $"{word} would be done in the place of run: preRunExtraOptions are options with their values alone: remove it");
    }

    // "podman container run" is "podman run". What reads as no command the engine refuses by itself.
    private static bool IsCommand(WorkloadSpec spec, int index)
    {
        var word = spec.PreRunExtraOptions[index];
        return word.Length > 0 && word.All(character => char.IsAsciiLetterLower(character) || character == '-')
            && !(word == "container" && index == spec.PreRunExtraOptions.Length - 1);
    }
}
