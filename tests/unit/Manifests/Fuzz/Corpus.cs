using System.Text.Json.Nodes;
using OciReconciler.UnitTests.Parity;

namespace OciReconciler.UnitTests.Manifests.Fuzz;

/// <summary>Good manifests of all shapes, to be spoilt.</summary>
internal static class Corpus
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>As bytes: with comments and trailing commas where a file has them.</summary>
    public static IReadOnlyList<byte[]> Files { get; } =
    [
        Encoding.UTF8.GetBytes(Sample.Full),
        Encoding.UTF8.GetBytes(
            Sample.Spec(
                "'backend': 'docker', 'ports': ['80:80', '[::1]:443:443/tcp'], "
                + "'volumes': ['data:/data', '/a:/b:ro'], 'networks': ['host']")),
        Encoding.UTF8.GetBytes(
            $$"""{"apiVersion": "oci-reconciler/v1", "kind": "List", "items": [{{Sample.Named("a1", "'dependsOn': ['b1']")}}, """
            + $$"""{{Sample.Named("b1", "'pull': 'always'")}}]}"""),
        Encoding.UTF8.GetBytes(
            Sample.Nix(
                "'ports': ['80:80'], 'environment': {'A': 'ü'}, 'dependsOn': ['db'], 'podman': {'sdnotify': 'healthy', 'user': 'alice'}")),
        """
        {"docker-containers": {"web": {"image": "nginx", "extraDockerOptions": ["-a"]}, "db": {"image": "postgres",
        "login": {"registry": "ghcr.io", "username": "bob", "passwordFile": "/pw"}}}}
        """u8.ToArray(),
        .. SampleFiles.All.Where(file => file.Key is not "schema.json").Select(file => Encoding.UTF8.GetBytes(file.Value)),
        .. ParityCase.All.Values.Where(vector => vector.Document.Length < 1200).Select(vector => vector.Document),
        NixDefaults.FillNewest("""{"backend": "podman", "containers": {"web": {"image": "nginx"}}}"""u8.ToArray()),
    ];

    /// <summary>As trees.</summary>
    public static IReadOnlyList<JsonNode> Trees { get; } = [.. Files.Select(file => JsonNode.Parse(file, documentOptions: Lenient)!)];

    /// <summary>Names of fields anywhere in them.</summary>
    public static IReadOnlyList<string> FieldNames { get; } =
        [.. Trees.SelectMany(Names).Concat(["colour", "", "__proto__", "a.b", "\ud83d\ude00", "spec ", "Image"])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The objects in them that describe a container.</summary>
    public static IReadOnlyList<JsonObject> Containers { get; } = [.. Trees.SelectMany(Objects)
        .Where(fields => fields.ContainsKey("image"))];

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Objects(field.Value)).Prepend(fields),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Names(field.Value).Prepend(field.Key)),
        JsonArray items => items.SelectMany(Names),
        _ => [],
    };
}
