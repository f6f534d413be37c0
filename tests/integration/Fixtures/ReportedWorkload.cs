using System.Text.Json;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>One workload as <c>oci-reconciler get -o json</c> shows it.</summary>
public sealed record ReportedWorkload(
    string Name, string Phase, bool InSync, long Generation, string? ContainerId, string? ImageDigest, string Conditions, string Warnings)
{
    /// <summary>Whether it is as declared and ready.</summary>
    public bool IsReady => InSync && Has("Ready", "True");

    /// <summary>Whether a condition has this status and, where given, this reason.</summary>
    public bool Has(string type, string status, string reason = "") =>
        Conditions.Contains($"{type}={status} {reason}", StringComparison.Ordinal);

    internal static ReportedWorkload Read(JsonElement status) => new(
        status.GetProperty("name").GetString()!,
        status.GetProperty("phase").GetString()!,
        status.GetProperty("inSync").GetBoolean(),
        status.GetProperty("generation").GetInt64(),
        status.TryGetProperty("containerId", out var id) ? id.GetString() : null,
        status.TryGetProperty("imageDigest", out var digest) ? digest.GetString() : null,
        string.Join('\n', status.GetProperty("conditions").EnumerateArray().Select(Line)),
        string.Join('\n', status.GetProperty("warnings").EnumerateArray()
            .Select(warning => $"{Text(warning, "reason")}: {Text(warning, "message")}")));

    private static string Line(JsonElement condition) =>
        $"{Text(condition, "type")}={Text(condition, "status")} {Text(condition, "reason")}: {Text(condition, "message")}";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
