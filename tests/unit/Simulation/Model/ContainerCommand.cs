namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>"podman run" or "docker run", read from a unit's command line.</summary>
internal sealed record ContainerCommand(
    Backend Backend, string Name, string Image, string? Owner, string? Version, string? File, bool HasHealthCheck, string? Secret)
{
    private const string Mount = "type=bind,source=";
    private const string Label = "oci-reconciler.workload=";

    public static ContainerCommand? Of(ImmutableArray<string> arguments)
    {
        if (arguments.IsEmpty || arguments[0] is not ("podman" or "docker"))
            return null;
        var name = arguments.First(argument => argument.StartsWith("--name=", StringComparison.Ordinal))[7..];
        return new ContainerCommand(
            arguments[0] == "podman" ? Backend.Podman : Backend.Docker,
            name,
            arguments[^1],
            arguments.FirstOrDefault(argument => argument.StartsWith(Label, StringComparison.Ordinal))?[Label.Length..],
            arguments.FirstOrDefault(argument => argument.StartsWith("V=", StringComparison.Ordinal))?[2..],
            arguments.Contains("--env-file") ? arguments[arguments.IndexOf("--env-file") + 1] : null,
            arguments.Any(argument => argument.StartsWith("--health-cmd", StringComparison.Ordinal)),
            arguments.FirstOrDefault(argument => argument.StartsWith(Mount, StringComparison.Ordinal))?[Mount.Length..].Split(',')[0]);
    }
}
