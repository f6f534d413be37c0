using System.Text.Json;
using System.Text.Json.Nodes;
using OciReconciler.Model.Manifests;
using OciReconciler.Model.Workloads;

namespace OciReconciler.UnitTests.Manifests;

public class ManifestSchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(ManifestSchema.Generate())!;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static TheoryData<string> Taken =>
    [
        Sample.Full,
        Sample.Spec(""),
        Sample.Spec("'login': null, 'podman': null, 'pull': null"),
        Sample.Nix("'log-driver': 'none', 'podman': null, 'login': {'username': null}"),
        """{"backend": "docker", "containers": {}}""",
        """{"docker-containers": {"web": {"image": "nginx", "extraDockerOptions": ["-a"]}}}""",
        $$"""{"apiVersion": "oci-reconciler/v1", "kind": "List", "items": [{{Sample.Spec("")}}]}""",
    ];

    public static TheoryData<string> Refused =>
    [
        "[]",
        "{}",
        Sample.Spec("'log-driver': 'none'"),
        Sample.Spec("'colour': 'red'"),
        Sample.Spec("'ports': [80]"),
        Sample.Spec("'ports': null"),
        Sample.Spec("'environment': {'A': 1}"),
        Sample.Spec("'pull': 'alway'"),
        Sample.Spec("'imageFile': 'relative'"),
        Sample.Spec("'capabilities': {'A': 'x'}"),
        Sample.Named("-web", ""),
        Sample.Nix("'logDriver': 'none'"),
        Sample.Nix("'backend': 'docker'"),
        """{"docker-containers": {"a/b": {"image": "nginx"}}}""",
        """{"apiVersion": "oci-reconciler/v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"image": "nginx"}}""",
    ];

    [Theory]
    [MemberData(nameof(Taken))]
    public void Schema_GoodManifest_Conforms(string json)
    {
        Assert.True(Sample.Parse(json).IsValid);
        Assert.True(SchemaCheck.Conforms(Schema, JsonNode.Parse(json, documentOptions: Lenient)));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Schema_BadManifest_DoesNotConform(string json)
    {
        Assert.False(Sample.Parse(json).IsValid);
        Assert.False(SchemaCheck.Conforms(Schema, JsonNode.Parse(json, documentOptions: Lenient)));
    }

    [Fact]
    public void Schema_EveryField_IsDescribed()
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)Schema["$schema"]);
        foreach (var definition in (string[])["spec", "nixContainer", "nixLegacyContainer", "metadata"])
        {
            var properties = Schema["$defs"]![definition]!["properties"]!.AsObject();
            Assert.All(properties, property => Assert.False(string.IsNullOrEmpty((string?)property.Value!["description"]), property.Key));
        }
    }

    [Fact]
    public void Schema_EveryPropertyOfTheSpec_HasAField()
    {
        var fields = Schema["$defs"]!["spec"]!["properties"]!.AsObject().Select(property => property.Key);
        var properties = typeof(WorkloadSpec).GetProperties()
            .Where(property => property.CanWrite)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
            .Except(["key"], StringComparer.Ordinal);

        Assert.Equal(properties.Order(StringComparer.Ordinal), fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Schema_Defaults_AreThoseOfTheSpec()
    {
        var properties = Schema["$defs"]!["spec"]!["properties"]!;

        Assert.Equal("journald", (string?)properties["logDriver"]!["default"]);
        Assert.True((bool?)properties["autoStart"]!["default"]);
        Assert.False(properties["image"]!.AsObject().ContainsKey("default"));
        Assert.Equal("root", (string?)properties["podman"]!["properties"]!["user"]!["default"]);
    }
}
