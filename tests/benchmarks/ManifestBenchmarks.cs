using BenchmarkDotNet.Attributes;
using OciReconciler.Model.Units;

namespace OciReconciler.Benchmarks;

/// <summary>From the bytes of a manifest to the text of a unit.</summary>
public class ManifestBenchmarks
{
    private const string Manifest = """
        {
          "apiVersion": "oci-reconciler/v1",
          "kind": "Container",
          "metadata": { "name": "web" },
          "spec": {
            "image": "registry.example.com/team/web:1.27.3",
            "environment": { "GREETING": "hello", "LOG_LEVEL": "info", "PORT": "8080" },
            "ports": ["127.0.0.1:8080:80", "8443:443"],
            "volumes": ["/var/lib/web:/data", "/etc/web:/etc/web:ro"],
            "extraOptions": ["--memory=512m", "--cpus=1"],
            "dependsOn": ["db", "cache"],
            "labels": { "team": "shop" }
          }
        }
        """;

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["db"] = "podman-db.service", ["cache"] = "podman-cache.service", ["web"] = "podman-web.service",
    };

    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(Manifest);
    private readonly WorkloadSpec _spec =
        ManifestParser.Parse("web.json", Encoding.UTF8.GetBytes(Manifest), Backend.Podman).Workloads.Single().Spec;

    [Benchmark]
    public object Parse() => ManifestParser.Parse("web.json", _bytes, Backend.Podman);

    [Benchmark]
    public string Render() => UnitFileText.Format(UnitRenderer.Render(_spec, Units, new RenderSettings()));

    [Benchmark]
    public string DigestOfDefinition() => SpecHash.Definition(_spec, Units);
}
