using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>Rules of a health check: its test's form, and what the engine's command line can say.</summary>
internal static class HealthCheckRules
{
    private static readonly string[] Options = ["--health-cmd", "--health-interval", "--health-timeout", "--health-retries", "--health-start-period", "--no-healthcheck"];

    public static void Check(ErrorSink errors, TreeNode spec, WorkloadSpec bound)
    {
        if (bound.HealthCheck is not { } check || spec.Find("healthCheck")?.Value is not { Kind: NodeKind.Object } node)
            return;
        var test = node.Find("test")?.Value;
        if (test is null)
            errors.Add(node, "\"test\" is missing, and required: write [\"CMD-SHELL\", \"LINE\"], or [\"CMD\", \"PROGRAM\", ...]");
        else if (!check.Test.IsEmpty && FormProblem(check.Test[0], check.Test.Length) is { } problem)
            errors.Add(test, problem);
        else if (test.Kind == NodeKind.List && test.Items.Count == 0)
            errors.Add(test, "is empty: write [\"CMD-SHELL\", \"LINE\"], or [\"CMD\", \"PROGRAM\", ...]");
        else if (bound.Backend == Backend.Docker && !check.Test.IsEmpty && check.Test[0] == HealthCheck.Exec)
            errors.Add(test, "docker's command line takes a test for the shell alone: write [\"CMD-SHELL\", \"LINE\"]");
        if (bound.ExtraOptions.FirstOrDefault(option => Options.Contains(option.Split('=')[0], StringComparer.Ordinal)) is { } given)
            errors.Add(spec.Find("extraOptions")?.Value ?? node, $"{Quoting.Quote(given)}: healthCheck says this already: remove one of the two");
    }

    private static string? FormProblem(string first, int length) => (first, length) switch
    {
        (HealthCheck.Exec, > 1) or (HealthCheck.Shell, 2) => null,
        (HealthCheck.Exec, _) => "names no program after \"CMD\"",
        (HealthCheck.Shell, _) => "has one line after \"CMD-SHELL\", no more and no less",
        _ => $"begins with {Quoting.Quote(first)}: the first element is \"CMD-SHELL\" (one line for the shell follows) or \"CMD\" (a program and its arguments follow)",
    };
}
