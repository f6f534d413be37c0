using System.Text.Json.Nodes;
using OciReconciler.UnitTests.Parity;
using OciReconciler.UnitTests.Secrets;

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
        Sample.Spec("'healthCheck': {'test': 'true'}"),
        Sample.Spec($"'secrets': [{{'name': 'db', 'age': '{SampleSecret.ArmorInJson}', 'owner': '1:1', 'mode': '0440'}}]"),
        Sample.Spec("'healthCheck': {'test': ['CMD', 'x', '-y']}"),
        """{"apiVersion": "oci-reconciler/v1", "kind": "Container", "metadata": """
            + """{"name": "web", "nodeSelector": {"a/b": "c"}}, "spec": {"image": "x"}}""",
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
        Sample.Spec("'healthCheck': {'test': 80}"),
        Sample.Spec("'healthCheck': {'test': ['CMD', 80]}"),
        Sample.Spec("'ports': null"),
        Sample.Spec("'secrets': [{'age': 1}]"),
        Sample.Spec("'secrets': 'db'"),
        Sample.Spec("'environment': {'A': 1}"),
        Sample.Spec("'pull': 'alway'"),
        Sample.Spec("'imageFile': 'relative'"),
        Sample.Spec("'capabilities': {'A': 'x'}"),
        Sample.Named("-web", ""),
        """{"apiVersion": "oci-reconciler/v1", "kind": "Container", "metadata": """
            + """{"name": "web", "nodeSelector": {"a": 1}}, "spec": {"image": "x"}}""",
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
        Assert.Equal(ManifestSchema.Dialect, (string?)Schema["$schema"]);
        var described = 0;
        foreach (var property in Properties(Schema))
        {
            described++;
            Assert.False(string.IsNullOrEmpty((string?)property.Value!["description"]), property.Value.GetPath());
        }

        Assert.True(described > 100, $"{described} fields");
    }

    [Fact]
    public void SchemaFile_IsWhatTheCommandPrints() =>
        Assert.True(ManifestSchema.Generate() == SampleFiles.All["schema.json"],
            "manifests/schema.json is not what `oci-reconciler schema` prints: renew it with `make schema`");

    [Fact]
    public void SchemaFile_BesideManifests_DeclaresNothing()
    {
        var file = Sample.Parse(SampleFiles.All["schema.json"]);

        Assert.Empty(file.Errors);
        Assert.Empty(file.Workloads);
    }

    [Theory]
    [MemberData(nameof(SampleFiles.Manifests), MemberType = typeof(SampleFiles))]
    public void SampleFile_NamesTheSchemaAndConforms(string name)
    {
        var json = SampleFiles.All[name];
        var document = JsonNode.Parse(json, documentOptions: Lenient)!;

        Assert.Empty(Sample.Parse(json).Errors);
        Assert.Equal("./schema.json", (string?)document["$schema"]);
        Assert.True(SchemaCheck.Conforms(Schema, document));
    }

    [Fact]
    public void Schema_DocumentsOfTheModule_Conform()
    {
        foreach (var vector in ParityCase.All.Values)
        {
            Assert.True(SchemaCheck.Conforms(Schema, JsonNode.Parse(vector.Document)), vector.Name);
            if (!vector.IsLegacy)
                Assert.True(SchemaCheck.Conforms(Schema, JsonNode.Parse(NixDefaults.FillNewest(vector.Document))), vector.Name);
        }
    }

    // These need more than a schema can say: other fields, other documents, lengths.
    private static readonly string[] BeyondSchema =
    [
        "one name twice in a list", "no duration", "too short", "nix podman on docker", "nix newer on docker", "nix both sources",
            "nix error in a dotted name", "legacy one letter",
    ];

    public static TheoryData<string> WrongShapes =>
        [.. TypeRefusals.Rows.Concat(DocumentRefusals.Rows).Select(row => row.Name).Except(BeyondSchema, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(WrongShapes))]
    public void Schema_UnknownFieldOrWrongType_DoesNotConform(string name)
    {
        var row = TypeRefusals.Rows.Concat(DocumentRefusals.Rows).Single(row => row.Name == name);

        Assert.False(SchemaCheck.Conforms(Schema, JsonNode.Parse(row.Json, documentOptions: Lenient)));
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

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Properties(JsonNode? schema) => schema switch
    {
        JsonObject keywords => keywords.SelectMany(keyword => keyword is { Key: "properties", Value: JsonObject properties }
            ? properties.Concat(properties.SelectMany(property => Properties(property.Value)))
            : Properties(keyword.Value)),
        JsonArray items => items.SelectMany(Properties),
        _ => [],
    };
}
