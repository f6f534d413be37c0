using System.Text.Json.Nodes;

namespace OciReconciler.UnitTests.Manifests.Fuzz;

/// <summary>Spoils a manifest as a tree: what comes out is JSON, and often still a manifest.</summary>
internal static class TreeMutations
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "nginx:1.27", "Nginx", "docker://x", "80:80", "70000:80", "53:53/udp", "[::1]:80:80", "data:/data", "/abs/path",
            "relative", "~/x", "-x", "--name=x", "a\nb", "\t",
        "\u0000", "\u001b[31m", "\u2028", "\ud83d\ude00", "$HOME", "%h", "x=y", "podman", "docker", "newer", "healthy", "web", "db",
            "oci-reconciler.x", "sha256:abc", "List",
        "Container", "oci-reconciler/v1", "true", "null", "1", "../../etc", "web.service", "a@b", new string('x', 300),
            new string('-', 100),
    ];

    public static void Apply(JsonNode root, Random jitter)
    {
        var at = Pick(root, jitter);
        switch (at)
        {
            case JsonObject fields when jitter.Next(4) > 0:
                Spoil(fields, jitter);
                break;
            case JsonArray items when jitter.Next(4) > 0:
                Spoil(items, jitter);
                break;
            default:
                Replace(at, Value(jitter, depth: 0));
                break;
        }
    }

    // Down from the root by chance: deep nodes and shallow ones alike.
    private static JsonNode Pick(JsonNode root, Random jitter)
    {
        var at = root;
        while (jitter.Next(8) > 0)
        {
            var next = at switch
            {
                JsonObject { Count: > 0 } fields => fields.ElementAt(jitter.Next(fields.Count)).Value,
                JsonArray { Count: > 0 } items => items[jitter.Next(items.Count)],
                _ => null,
            };
            if (next is null)
                break;
            at = next;
        }

        return at;
    }

    private static void Spoil(JsonObject fields, Random jitter)
    {
        if (fields.ContainsKey("image") && jitter.Next(5) > 0)
        {
            Borrow(fields, jitter);
            return;
        }

        var name = fields.Count > 0 ? fields.ElementAt(jitter.Next(fields.Count)).Key : "";
        var value = fields[name];
        switch (jitter.Next(5))
        {
            case 0:
                fields.Remove(name);
                break;
            case 1:
                fields.Remove(name);
                fields[Misspelt(name, jitter)] = value?.DeepClone();
                break;
            case 2:
                fields[Corpus.FieldNames[jitter.Next(Corpus.FieldNames.Count)]] = value?.DeepClone();
                break;
            case 3:
                fields[Corpus.FieldNames[jitter.Next(Corpus.FieldNames.Count)]] = Value(jitter, depth: 0);
                break;
            default:
                fields[name] = Value(jitter, depth: 0);
                break;
        }
    }

    // A field of another container: often this stays a manifest, only another one.
    private static void Borrow(JsonObject fields, Random jitter)
    {
        var donor = Corpus.Containers[jitter.Next(Corpus.Containers.Count)];
        var (name, value) = donor.ElementAt(jitter.Next(donor.Count));
        fields[name] = value?.DeepClone();
    }

    private static void Spoil(JsonArray items, Random jitter)
    {
        var at = jitter.Next(items.Count + 1);
        if (at < items.Count && jitter.Next(2) == 0)
            items.RemoveAt(at);
        else
            items.Insert(at, at > 0 && jitter.Next(2) == 0 ? items[at - 1]?.DeepClone() : Value(jitter, depth: 0));
    }

    private static void Replace(JsonNode node, JsonNode? value)
    {
        if (node.Parent is JsonObject fields)
            fields[node.GetPropertyName()] = value;
        else if (node.Parent is JsonArray items)
            items[node.GetElementIndex()] = value;
    }

    private static string Misspelt(string name, Random jitter)
    {
        if (name.Length == 0)
            return "x";
        var at = jitter.Next(name.Length);
        return jitter.Next(4) switch
        {
            0 => name.Remove(at, 1),
            1 => name.Insert(at, name[at].ToString()),
            2 => name.ToUpperInvariant(),
            _ => name[..at] + (char)('a' + jitter.Next(26)) + name[(at + 1)..],
        };
    }

    private static JsonNode? Value(Random jitter, int depth) => jitter.Next(10) switch
    {
        0 => null,
        1 => JsonValue.Create(jitter.Next(2) == 0),
        2 => JsonValue.Create(jitter.Next(-5, 70_000)),
        3 => JsonValue.Create(1e300),
        4 when depth < 4 => new JsonArray([.. Enumerable.Range(0, jitter.Next(4)).Select(_ => Value(jitter, depth + 1))]),
        5 when depth < 4 => new JsonObject { [Corpus.FieldNames[jitter.Next(Corpus.FieldNames.Count)]] = Value(jitter, depth + 1) },
        6 => Nested(jitter.Next(90)),
        _ => JsonValue.Create(Texts[jitter.Next(Texts.Length)]),
    };

    private static JsonArray Nested(int levels)
    {
        var node = new JsonArray();
        for (var level = 0; level < levels; level++)
            node = [node];
        return node;
    }
}
