using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>What extraOptions must not do: take the marks by which the controller knows its containers.</summary>
internal static class ExtraOptionRules
{
    private static readonly string[] LabelOptions = ["--label", "-l"];
    private static readonly string[] Owned = ["--name", "--cidfile", "--replace"];

    private static readonly string[] Detach = ["-d", "--detach", "--detach=true"];

    public static void Check(ErrorSink errors, TreeNode node, WorkloadSpec spec)
    {
        var at = (node.Find("extraDockerOptions") ?? node.Find("extraOptions"))?.Value ?? node;
        for (var index = 0; index < spec.ExtraOptions.Length; index++)
        {
            var option = spec.ExtraOptions[index];
            if (Label(spec, index) is { } label && label.StartsWith(Ownership.LabelPrefix, StringComparison.Ordinal))
                errors.Add(at, $"{Quoting.Quote(label)}: labels under \"{Ownership.LabelPrefix}\" are the controller's own: use another prefix");
            if (Owned.FirstOrDefault(owned => string.Equals(option, owned, StringComparison.Ordinal) || option.StartsWith(owned + "=", StringComparison.Ordinal)) is { } taken)
                errors.Warn(at, $"{taken} is given by the controller, which may not find its container when extraOptions give another: remove it");
            if (spec.Backend == Backend.Docker && Detach.Contains(option, StringComparer.Ordinal))
                errors.Warn(at, $"with {option} docker leaves the unit at once, which then counts as ended and starts over: remove it");
            if (string.Equals(option, "--pull", StringComparison.Ordinal) || option.StartsWith("--pull=", StringComparison.Ordinal))
                errors.Warn(at, "--pull would pull while the container is down, and without credentials: use the field pull");
        }
    }

    private static string? Label(WorkloadSpec spec, int index)
    {
        var option = spec.ExtraOptions[index];
        if (index > 0 && LabelOptions.Contains(spec.ExtraOptions[index - 1], StringComparer.Ordinal))
            return option;
        if (option.StartsWith("--label=", StringComparison.Ordinal))
            return option["--label=".Length..];
        return option.StartsWith("-l", StringComparison.Ordinal) ? option[2..].TrimStart('=') : null;
    }
}
