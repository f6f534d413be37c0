using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Units;
using OciReconciler.Model.Units.Options;

namespace OciReconciler.Model.Manifests.Specs;

/// <summary>Rules of a health check: its test's form, and what the engine's command line can say.</summary>
internal static class HealthCheckRules
{
    private static readonly string[] Options =
        ["health-cmd", "health-interval", "health-timeout", "health-retries", "health-start-period", "no-healthcheck"];

    public static void Check(ErrorSink errors, TreeNode spec, WorkloadSpec bound)
    {
        if (bound.HealthCheck is not { } check || spec.Find("healthCheck")?.Value is not { Kind: NodeKind.Object } node)
            return;
        if (node.Find("test")?.Value is not { } test)
            errors.Add(node, "\"test\" is missing, and required: write [\"CMD-SHELL\", \"LINE\"], or [\"CMD\", \"PROGRAM\", ...]");
        else if (TestProblem(test, check.Test, bound.Backend) is { } problem)
            errors.Forbid(test, problem);
        var place = spec.Find("extraOptions")?.Value ?? node;
        if (Given(bound) is { } given)
            errors.Forbid(place, $"{Quoting.Quote(given)}: healthCheck says this already: remove one of the two");
    }

    // A test that could not be bound is empty, and its error is known.
    private static string? TestProblem(TreeNode node, ImmutableArray<string> test, Backend backend) => test switch
    {
        [] => node is { Kind: NodeKind.List, Items.Count: 0 }
            ? "is empty: write [\"CMD-SHELL\", \"LINE\"], or [\"CMD\", \"PROGRAM\", ...]"
            : null,
        _ when FormProblem(test) is { } problem => problem,
        [HealthCheck.Exec, ..] when backend == Backend.Docker =>
            "docker's command line takes a test for the shell alone: write [\"CMD-SHELL\", \"LINE\"]",
        [HealthCheck.Exec, .. var vector] when !EngineArguments.CanExpress(vector) =>
            $"podman's command line cannot say the program {Quoting.Quote(vector[0])} like this: write [\"CMD-SHELL\", \"LINE\"]",
        _ => null,
    };

    private static string? Given(WorkloadSpec bound) => bound.ExtraOptions.IsEmpty
        ? null
        : RunOptions.AfterRun(bound).Options.FirstOrDefault(option => Options.Contains(option.Name, StringComparer.Ordinal))?.Written;

    private static string? FormProblem(ImmutableArray<string> test) => test switch
    {
        [HealthCheck.Exec, { Length: > 0 }, ..] => null,
        [HealthCheck.Shell, var line] when string.IsNullOrWhiteSpace(line) => "has nothing for the shell to run",
        // After sh -c such a line would be one more option, and the line itself would be missing.
        [HealthCheck.Shell, ['-', ..] line] =>
            $"{Quoting.Quote(line)} begins with '-' and would be read as an option of the shell: begin with the program",
        [HealthCheck.Shell, _] => null,
        [HealthCheck.Exec, ..] => "names no program after \"CMD\"",
        [HealthCheck.Shell, ..] => "has one line after \"CMD-SHELL\", no more and no less",
        _ => $"begins with {Quoting.Quote(test[0])}: the first element is \"CMD-SHELL\" (one line for the shell follows) or \"CMD\" "
            + "(a program and its arguments follow)",
    };
}
