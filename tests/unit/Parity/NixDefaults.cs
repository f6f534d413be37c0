using System.Text.Json.Nodes;

namespace OciReconciler.UnitTests.Parity;

/// <summary>
/// Documents as <c>nix eval --json</c> prints them: with every option of the module, those that nobody set with their defaults.
/// </summary>
internal static class NixDefaults
{
    private const string Seed = """
        {
          "imageFile": null, "imageStream": null, "login": {"passwordFile": null, "registry": null, "username": null},
          "cmd": [], "labels": {},
          "entrypoint": null, "environment": {}, "environmentFiles": [], "log-driver": "journald", "ports": [], "user": null, "volumes": [],
          "workdir": null, "dependsOn": [], "hostname": null, "preRunExtraOptions": [], "extraOptions": [], "autoStart": true
        }
        """;

    private const string Newest = """
        {
          "pull": "missing", "capabilities": {}, "devices": [], "networks": [], "privileged": false, "autoRemoveOnStop": true
        }
        """;

    /// <summary>The options of the module that this project implements.</summary>
    public static byte[] FillSeed(byte[] document) => Fill(document, (_, _) => Objects(Seed));

    /// <summary>Those of the newest module, which also has defaults that depend on name and backend.</summary>
    public static byte[] FillNewest(byte[] document) => Fill(document, (name, backend) =>
        [.. Objects(Seed), .. Objects(Newest), .. Objects(OfEngine(name, backend))]);

    private static string OfEngine(string name, string backend) =>
        $$"""{"serviceName": "{{backend}}-{{name}}","""
        + $$""" "podman": {{(backend == "docker" ? "null" : """{"sdnotify": "conmon", "user": "root"}""")}} }""";

    private static byte[] Fill(byte[] document, Func<string, string, IEnumerable<JsonObject>> defaults)
    {
        var root = JsonNode.Parse(document)!.AsObject();
        string backend = (string)root["backend"]!;
        foreach (var (name, container) in root["containers"]!.AsObject())
        {
            foreach (var option in defaults(name, backend).SelectMany(options => options))
                FillOption(container!.AsObject(), option.Key, option.Value);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void FillOption(JsonObject container, string option, JsonNode? value)
    {
        if (!container.TryGetPropertyValue(option, out var given))
            container[option] = value?.DeepClone();
        else if (given is JsonObject inner && value is JsonObject rest)
            foreach (var (name, part) in rest)
                FillOption(inner, name, part);
    }

    private static IEnumerable<JsonObject> Objects(string json) => [JsonNode.Parse(json)!.AsObject()];
}
