using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;
using OciReconciler.Model.Units;
using OciReconciler.Model.Units.Options;

namespace OciReconciler.Model.Manifests.Specs;

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
            if (ReservedOptions.Problem(spec, option) is { } problem && ReservedOptions.DoesHarm(spec, option))
                errors.ForbidHarm(at, problem);
            else if (ReservedOptions.Problem(spec, option) is { } other)
                errors.Forbid(at, other);
            else if (option.Name == "pull")
                errors.Warn(at, "--pull would pull while the container is down, and without credentials: use the field pull");
        }

        CheckImage(errors, at, spec, parsed);
    }

    // The first argument is what the engine takes for the image. The engine refuses by itself what reads as none.
    private static void CheckImage(ErrorSink errors, TreeNode at, WorkloadSpec spec, ParsedOptions parsed)
    {
        var own = spec.ExtraOptions.Length;
        if (parsed.FirstArgument is { } first && first <= own)
        {
            if (first < own && ImageRules.Check(spec.ExtraOptions[first]) is null)
            {
                errors.Forbid(
                    at, $"{InPlaceOfTheImage(spec.ExtraOptions[first])} extraOptions are options with their values alone: remove it");
            }

            return;
        }

        var written = parsed.Options.LastOrDefault(option => option.Value == spec.Image)?.Written ?? "an option";
        var lacks = $"{written} in extraOptions lacks its value, and takes the image for it: give it one";
        if (parsed.FirstArgument is { } taken && spec.Cmd[taken - own - 1] is var other && ImageRules.Check(other) is null)
            errors.Forbid(at, $"{InPlaceOfTheImage(other)} {lacks}");
        else if (spec.Cmd.IsEmpty)
            errors.Warn(at, lacks);
    }

    private static string InPlaceOfTheImage(string word) => $"{Quoting.Quote(word)} would be run in the place of the image:";

    private static void CheckBeforeRun(ErrorSink errors, TreeNode at, WorkloadSpec spec)
    {
        var parsed = RunOptions.BeforeRun(spec);
        foreach (var option in parsed.Options.Where(option => option.Name is "help" or "version" && option.Flag != false))
            errors.Forbid(at, $"{Quoting.Quote(option.Written)} would be done in the place of run: remove it");
        if (parsed.FirstArgument is not { } first)
        {
            errors.Warn(
                at, $"{parsed.Options[^1].Written} in preRunExtraOptions lacks its value, and takes the word run for it: give it one");
            return;
        }

        if (first == spec.PreRunExtraOptions.Length || IsContainer(spec, first) || !IsCommand(spec.PreRunExtraOptions[first]))
            return;
        var word = Quoting.Quote(spec.PreRunExtraOptions[first]);
        errors.ForbidHarm(
            at, $"{word} would be done in the place of run: preRunExtraOptions are options with their values alone: remove it");
    }

    // "podman container run" is "podman run".
    private static bool IsContainer(WorkloadSpec spec, int index) =>
        index == spec.PreRunExtraOptions.Length - 1 && spec.PreRunExtraOptions[index] == "container";

    // The engine refuses by itself what reads as no command.
    private static bool IsCommand(string word) =>
        word.Length > 0 && word.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
