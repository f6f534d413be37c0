using System.Text.Json;

namespace OciReconciler.IntegrationTests.Fixtures.Git;

/// <summary>What <c>get sources</c> says of a git source.</summary>
/// <param name="Accepted">The commit in force, or an empty string.</param>
/// <param name="Applied">The commit whose workloads have all been ready, or an empty string.</param>
/// <param name="Error">Reason, message and errors, or an empty string.</param>
internal sealed record SourceReading(string State, string Accepted, string Applied, string Error)
{
    /// <summary>Unit of a source's worker.</summary>
    public static string WorkerOf(string source) => $"oci-reconciler-git-{source}.service";

    /// <summary>Reads it; all is empty while the source is not reported.</summary>
    public static async Task<SourceReading> OfAsync(Controller controller, string source)
    {
        var outcome = await controller.CommandAsync("get", "sources", "-o", "json");
        if (outcome.ExitCode != 0)
            return new SourceReading("", "", "", "");
        using var document = JsonDocument.Parse(outcome.Stdout);
        return document.RootElement.GetProperty("items").EnumerateArray()
            .Where(item => item.TryGetProperty("git", out var git) && git.ValueKind == JsonValueKind.Object
                && item.GetProperty("path").GetString() == source)
            .Select(item => Of(item.GetProperty("git"))).FirstOrDefault() ?? new SourceReading("", "", "", "");
    }

    private static SourceReading Of(JsonElement git) => new(
        git.GetProperty("state").GetString()!, CommitOf(git, "accepted"), CommitOf(git, "applied"),
        git.GetProperty("error") is { ValueKind: JsonValueKind.Object } error
            ? string.Join(' ', [
                error.GetProperty("reason").GetString(), error.GetProperty("message").GetString(),
                .. error.GetProperty("errors").EnumerateArray().Select(each => each.GetString())])
            : "");

    private static string CommitOf(JsonElement git, string name) =>
        git.GetProperty(name) is { ValueKind: JsonValueKind.Object } commit ? commit.GetProperty("commit").GetString()! : "";
}
