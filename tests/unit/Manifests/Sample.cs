using OciReconciler.Model.Manifests.Documents;
using OciReconciler.UnitTests.Secrets;

namespace OciReconciler.UnitTests.Manifests;

/// <summary>Small documents. In fragments a single quote stands for a double one.</summary>
internal static class Sample
{
    /// <summary>Every field of our own shape, none with its default.</summary>
    public const string Full = $$"""
        { // a comment
          "$schema": "https://example.invalid/schema.json",
          "apiVersion": "oci-reconciler/v1", /* another */ "kind": "Container",
          "metadata": { "name": "web", "labels": { "tier": "front" }, },
          "spec": {
            "image": "registry.example.org:5000/team/web:1.2@sha256:abababababababababababababababababababababababababababababababab",
            "backend": "podman",
            "imageFile": "/srv/images/web.tar",
            "login": { "registry": "https://registry.example.org:5000", "username": "bob", "passwordFile": "/etc/web.password" },
            "cmd": ["--port=80", "", "a\nb", "$HOME"],
            "labels": { "a": "1", "traefik.http.routers.x.rule": "Host(`example.container`)" },
            "entrypoint": "/bin/web",
            "environment": { "B": "line\nbreak", "A": "%h" },
            "environmentFiles": ["/etc/web.env"],
            "logDriver": "k8s-file",
            "ports": ["127.0.0.1:8080:80", "[::1]:8443:443/tcp", "53/udp"],
            "user": "1000:1000",
            "volumes": ["data:/data", "/srv/x:/x:ro,z"],
            "workdir": "/srv",
            "dependsOn": ["db", "cache"],
            "hostname": "web1",
            "preRunExtraOptions": ["--log-level=debug"],
            "extraOptions": ["--memory=64m", "--tmpfs", "/tmp:size=1m"],
            "autoStart": false,
            "serviceName": "site",
            "pull": "newer",
            "capabilities": { "NET_ADMIN": true, "MKNOD": false, "CHOWN": null },
            "devices": ["/dev/null:/dev/x:rw"],
            "networks": ["front", "back"],
            "privileged": true,
            "autoRemoveOnStop": false,
            "healthCheck": { "test": ["CMD-SHELL", "wget -q -O /dev/null http://127.0.0.1/ || exit 1"],
              "interval": "10s", "timeout": "1500ms", "retries": 2, "startPeriod": "1m30s" },
            "minReadySeconds": 2,
            "progressDeadlineSeconds": 60,
            "secrets": [
              { "name": "db", "age": "{{SampleSecret.ArmorInJson}}", "target": "/etc/db.password" },
              { "name": "env", "age": "{{SampleSecret.ArmorInJson}}", "environment": true },
            ],
            "rollout": { "onFailure": "keep" },
            "podman": { "sdnotify": "healthy", "user": "alice" }, // trailing commas are fine
          },
        }
        """;

    /// <summary>A workload "web" with further fields; the fields are on line 3.</summary>
    public static string Spec(string fields) => Named("web", fields);

    /// <summary>A workload of that name; the name is on line 2.</summary>
    public static string Named(string name, string fields) => $$$$"""
        {"apiVersion": "oci-reconciler/v1", "kind": "Container",
         "metadata": {"name": "{{{{name}}}}"},
         "spec": {"image": "nginx"{{{{(fields.Length == 0 ? "" : ", ")}}}}{{{{Quoted(fields)}}}}}}
        """;

    /// <summary>A workload "web" with that image.</summary>
    public static string Image(string image) => $$$$"""
        {"apiVersion": "oci-reconciler/v1", "kind": "Container",
         "metadata": {"name": "web"},
         "spec": {"image": {{{{Quoted(image)}}}}}}
        """;

    /// <summary>NixOS's shape with one container "web"; its fields are on line 2.</summary>
    public static string Nix(string fields) => $$$$"""
        {"backend": "podman", "containers": {
         "web": {"image": "nginx", {{{{Quoted(fields)}}}}}}}
        """;

    public static ManifestFile Parse(string json, Backend backend = Backend.Podman) =>
        ManifestParser.Parse("m.json", Encoding.UTF8.GetBytes(json), backend);

    /// <summary>The one workload of a valid document.</summary>
    public static DeclaredWorkload One(string json, Backend backend = Backend.Podman)
    {
        var file = Parse(json, backend);
        Assert.Empty(file.Errors.Where(error => !error.IsWarning));
        return Assert.Single(file.Workloads);
    }

    private static string Quoted(string fragment) => fragment.Replace('\'', '"');
}
