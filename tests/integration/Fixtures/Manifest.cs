namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Manifests as text, made with a JSON writer that is not the product's.</summary>
public static class Manifest
{
    /// <summary>The lab's web server: answers GREETING on port 80.</summary>
    public const string Web = "localhost/oci-demo/web:1";

    /// <summary>The lab's image with busybox alone.</summary>
    public const string Tool = "localhost/oci-demo/tool:1";

    /// <summary>A shell script that runs until it is told to stop.</summary>
    public const string WaitForTerm = "trap 'exit 0' TERM; sleep 86400 & wait";

    /// <summary>A manifest of one workload.</summary>
    public static string Of(string name, JsonObject spec) => new JsonObject
    {
        ["apiVersion"] = "oci-reconciler/v1",
        ["kind"] = "Container",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = spec,
    }.ToJsonString();

    /// <summary>A web server that answers a greeting on a port of the lab.</summary>
    public static string WebServer(string name, string engine, int port, string greeting) => Of(name, new JsonObject
    {
        ["backend"] = engine,
        ["image"] = Web,
        ["ports"] = Strings($"{port}:80"),
        ["environment"] = new JsonObject { ["GREETING"] = greeting },
    });

    /// <summary>A container that does nothing until it is stopped, which it does at once.</summary>
    public static JsonObject Idle(string engine = "podman", params string[] arguments) => new()
    {
        ["backend"] = engine,
        ["image"] = Tool,
        ["cmd"] = Strings(["sh", "-c", WaitForTerm, .. arguments]),
    };

    /// <summary>A list of strings.</summary>
    public static JsonArray Strings(params string[] values) => [.. values.Select(value => JsonValue.Create(value))];
}
