using System.Text.Json;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Workloads;

namespace OciReconciler.UnitTests.Parity;

/// <summary>Reads the vectors' documents, which have NixOS's shape, and no other document.</summary>
internal static class VectorReader
{
    public static ManifestFile Parse(string file, ReadOnlyMemory<byte> utf8, Backend defaultBackend)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        var legacy = root.TryGetProperty("docker-containers", out var containers);
        if (!legacy)
            containers = root.GetProperty("containers");
        var backend = legacy ? Backend.Docker : Json.Text(root, "backend") switch
        {
            "docker" => Backend.Docker,
            "podman" => Backend.Podman,
            _ => defaultBackend,
        };
        var specs = containers.EnumerateObject().Select(container => Spec(container.Name, container.Value, backend)).ToArray();
        return specs.Any(spec => spec is { ImageFile: not null, ImageStream: not null })
            ? new(file, [], [new(file, 1, "$", "Give only one of imageFile and imageStream.")])
            : new(file, [.. specs.Select(spec => new DeclaredWorkload(spec, file, 1, "$"))], []);
    }

    private static WorkloadSpec Spec(string name, JsonElement options, Backend backend) => new()
    {
        Key = new(name),
        Backend = backend,
        Image = Json.Text(options, "image")!,
        ImageFile = Json.Text(options, "imageFile"),
        ImageStream = Json.Text(options, "imageStream"),
        Login = options.TryGetProperty("login", out var login)
            ? new(Json.Text(login, "registry"), Json.Text(login, "username"), Json.Text(login, "passwordFile"))
            : null,
        Cmd = Json.List(options, "cmd"),
        Labels = Json.Map(options, "labels"),
        Entrypoint = Json.Text(options, "entrypoint"),
        Environment = Json.Map(options, "environment"),
        EnvironmentFiles = Json.List(options, "environmentFiles"),
        LogDriver = Json.Text(options, "log-driver") ?? "journald",
        Ports = Json.List(options, "ports"),
        User = Json.Text(options, "user"),
        Volumes = Json.List(options, "volumes"),
        Workdir = Json.Text(options, "workdir"),
        DependsOn = Json.List(options, "dependsOn"),
        Hostname = Json.Text(options, "hostname"),
        PreRunExtraOptions = Json.List(options, "preRunExtraOptions"),
        ExtraOptions = [.. Json.List(options, "extraOptions"), .. Json.List(options, "extraDockerOptions")],
        AutoStart = !options.TryGetProperty("autoStart", out var autoStart) || autoStart.GetBoolean(),
    };
}
