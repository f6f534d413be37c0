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

    public static void Apply(JsonNode root, Random random)
    {
        var at = Pick(root, random);
        switch (at)
        {
            case JsonObject fields when random.Next(4) > 0:
                Spoil(fields, random);
                break;
            case JsonArray items when random.Next(4) > 0:
                Spoil(items, random);
                break;
            default:
                Replace(at, Value(random, depth: 0));
                break;
        }
    }

    // Down from the root by chance: deep nodes and shallow ones alike.
    private static JsonNode Pick(JsonNode root, Random random)
    {
        var at = root;
        while (random.Next(8) > 0)
        {
            var next = at switch
            {
                JsonObject { Count: > 0 } fields => fields.ElementAt(random.Next(fields.Count)).Value,
                JsonArray { Count: > 0 } items => items[random.Next(items.Count)],
                _ => null,
            };
            if (next is null)
                break;
            at = next;
        }

        return at;
    }

    private static void Spoil(JsonObject fields, Random random)
    {
        if (fields.ContainsKey("image") && random.Next(5) > 0)
        {
            Borrow(fields, random);
            return;
        }

        var name = fields.Count > 0 ? fields.ElementAt(random.Next(fields.Count)).Key : "";
        var value = fields[name];
        switch (random.Next(5))
        {
            case 0:
                fields.Remove(name);
                break;
            case 1:
                fields.Remove(name);
                fields[Misspelt(name, random)] = value?.DeepClone();
                break;
            case 2:
                fields[Corpus.FieldNames[random.Next(Corpus.FieldNames.Count)]] = value?.DeepClone();
                break;
            case 3:
                fields[Corpus.FieldNames[random.Next(Corpus.FieldNames.Count)]] = Value(random, depth: 0);
                break;
            default:
                fields[name] = Value(random, depth: 0);
                break;
        }
    }

    // A field of another container: often this stays a manifest, only another one.
    private static void Borrow(JsonObject fields, Random random)
    {
        var donor = Corpus.Containers[random.Next(Corpus.Containers.Count)];
        var (name, value) = donor.ElementAt(random.Next(donor.Count));
        fields[name] = value?.DeepClone();
    }

    private static void Spoil(JsonArray items, Random random)
    {
        var at = random.Next(items.Count + 1);
        if (at < items.Count && random.Next(2) == 0)
            items.RemoveAt(at);
        else
            items.Insert(at, at > 0 && random.Next(2) == 0 ? items[at - 1]?.DeepClone() : Value(random, depth: 0));
    }

    private static void Replace(JsonNode node, JsonNode? value)
    {
        if (node.Parent is JsonObject fields)
            fields[node.GetPropertyName()] = value;
        else if (node.Parent is JsonArray items)
            items[node.GetElementIndex()] = value;
    }

    private static string Misspelt(string name, Random random)
    {
        if (name.Length == 0)
            return "x";
        var at = random.Next(name.Length);
        return random.Next(4) switch
        {
            0 => name.Remove(at, 1),
            1 => name.Insert(at, name[at].ToString()),
            2 => name.ToUpperInvariant(),
            _ => name[..at] + (char)('a' + random.Next(26)) + name[(at + 1)..],
        };
    }

    private static JsonNode? Value(Random random, int depth) => random.Next(10) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonValue.Create(random.Next(-5, 70_000)),
        3 => JsonValue.Create(1e300),
        4 when depth < 4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1))]),
        5 when depth < 4 => new JsonObject { [Corpus.FieldNames[random.Next(Corpus.FieldNames.Count)]] = Value(random, depth + 1) },
        6 => Nested(random.Next(90)),
        _ => JsonValue.Create(Texts[random.Next(Texts.Length)]),
    };

    private static JsonArray Nested(int levels)
    {
        var node = new JsonArray();
        for (var level = 0; level < levels; level++)
            node = [node];
        return node;
    }
}
