using System.Text.Json.Nodes;

namespace OciReconciler.UnitTests.Parity;

/// <summary>
/// NixOS's module told once more, straight from a document and without any of our types, for sets that the vectors do not have.
/// It has to agree with the vectors itself.
/// </summary>
internal static class ModuleOracle
{
    /// <summary>The container's argument vector, without the labels that we add.</summary>
    public static List<string> ExecStart(string backend, string name, JsonObject options)
    {
        var isPodman = backend == "podman";
        var ownDirectory = isPodman && options["podman"] is JsonObject podman
            && (Text(podman, "sdnotify") ?? "conmon", Text(podman, "user") ?? "root") is not ("conmon", "root");
        return
        [
            backend,
            .. List(options, "preRunExtraOptions"),
            "run",
            .. When((bool?)options["autoRemoveOnStop"] ?? true, "--rm"),
            $"--name={name}",
            $"--log-driver={Text(options, "log-driver") ?? "journald"}",
            .. Given(options, "entrypoint", value => [$"--entrypoint={value}"]),
            .. Given(options, "hostname", value => [$"--hostname={value}"]),
            .. When(isPodman, ownDirectory ? $"--cidfile=/run/{name}/ctr-id" : $"--cidfile=/run/podman-{name}.ctr-id"),
            .. When(isPodman, ownDirectory ? "--cgroups=enabled" : "--cgroups=no-conmon"),
            .. When(isPodman, $"--sdnotify={(options["podman"] is JsonObject given ? Text(given, "sdnotify") : null) ?? "conmon"}"),
            .. When(isPodman, "-d", "--replace"),
            .. Pairs(options, "environment", "-e"),
            .. List(options, "environmentFiles").SelectMany(file => (string[])["--env-file", file]),
            .. List(options, "ports").SelectMany(port => (string[])["-p", port]),
            .. Given(options, "user", value => ["-u", value]),
            .. List(options, "volumes").SelectMany(volume => (string[])["-v", volume]),
            .. Pairs(options, "labels", "-l"),
            .. Given(options, "workdir", value => ["-w", value]),
            .. When((bool?)options["privileged"] ?? false, "--privileged"),
            .. Capabilities(options, wanted: true).Select(capability => $"--cap-add={capability}"),
            .. Capabilities(options, wanted: false).Select(capability => $"--cap-drop={capability}"),
            .. List(options, "devices").Select(device => $"--device={device}"),
            .. List(options, "networks").Distinct(StringComparer.Ordinal).Select(network => $"--network={network}"),
            .. When(Text(options, "pull") == "never", "--pull=never"),
            .. List(options, "extraOptions"),
            Text(options, "image")!,
            .. List(options, "cmd"),
        ];
    }

    /// <summary>What the unit requires, each once.</summary>
    public static SortedSet<string> Requires(string backend, JsonObject options, JsonObject containers) => new(
        List(options, "dependsOn").Select(name => Unit(backend, name, containers[name] as JsonObject)), StringComparer.Ordinal);

    /// <summary>The name of a container's unit.</summary>
    public static string Unit(string backend, string name, JsonObject? options) =>
        $"{(options is null ? null : Text(options, "serviceName")) ?? $"{backend}-{name}"}.service";

    /// <summary>What the unit comes after, each once.</summary>
    public static SortedSet<string> After(string backend, JsonObject options, JsonObject containers) => new(
        [
            .. Requires(backend, options, containers),
            .. When(backend == "docker", "docker.service", "docker.socket"),
            .. When(Text(options, "imageFile") is null && Text(options, "imageStream") is null, "network-online.target"),
        ],
        StringComparer.Ordinal);

    /// <summary>The legacy shape as the module turns it into today's.</summary>
    public static JsonObject Modern(JsonObject document)
    {
        if (document["docker-containers"] is not JsonObject old)
            return document;
        var containers = new JsonObject();
        foreach (var (name, container) in old)
        {
            var options = container!.DeepClone().AsObject();
            options["extraOptions"] = options["extraDockerOptions"]?.DeepClone() ?? new JsonArray();
            options.Remove("extraDockerOptions");
            containers[name] = options;
        }

        return new JsonObject { ["backend"] = "docker", ["containers"] = containers };
    }

    private static string? Text(JsonObject options, string name) => (string?)options[name];

    private static IEnumerable<string> List(JsonObject options, string name) =>
        options[name] is JsonArray items ? items.Select(item => (string)item!) : [];

    private static string[] When(bool condition, params string[] arguments) => condition ? arguments : [];

    private static string[] Given(JsonObject options, string name, Func<string, string[]> arguments) =>
        Text(options, name) is { } value ? arguments(value) : [];

    private static IEnumerable<string> Pairs(JsonObject options, string name, string option) =>
        InNixOrder(options[name]).SelectMany(pair => (string[])[option, $"{pair.Key}={(string)pair.Value!}"]);

    private static IEnumerable<string> Capabilities(JsonObject options, bool wanted) =>
        InNixOrder(options["capabilities"]).Where(pair => pair.Value is { } value && (bool)value == wanted).Select(pair => pair.Key);

    // Nix sorts the names of a set by their bytes.
    private static IEnumerable<KeyValuePair<string, JsonNode?>> InNixOrder(JsonNode? set) =>
        set is JsonObject pairs ? pairs.OrderBy(pair => Convert.ToHexString(Encoding.UTF8.GetBytes(pair.Key)), StringComparer.Ordinal) : [];
}
