using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OciReconciler.UnitTests.Files;

/// <summary>What can become of a file of ours: by a power cut, a bad disk, a hand, an attacker.</summary>
internal static class Damage
{
    /// <summary>Each by its name; the change is made in place.</summary>
    public static IReadOnlyDictionary<string, Action<string>> All { get; } = new Dictionary<string, Action<string>>(StringComparer.Ordinal)
    {
        ["empty"] = Bytes(_ => []),
        ["one byte"] = Bytes(_ => "{"u8.ToArray()),
        ["half"] = Bytes(bytes => bytes[..(bytes.Length / 2)]),
        ["end lost"] = Bytes(bytes => bytes[..^3]),
        ["beginning lost"] = Bytes(bytes => bytes[1..]),
        ["zeros"] = Bytes(bytes => new byte[bytes.Length]),
        ["noise"] = Bytes(bytes => Noise(bytes.Length)),
        ["UTF-16"] = Bytes(bytes => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))),
        ["byte order mark"] = Bytes(bytes => [0xEF, 0xBB, 0xBF, .. bytes]),
        ["no UTF-8"] = Bytes(bytes => [.. bytes[..(bytes.Length / 2)], 0xFF, 0xC0, .. bytes[(bytes.Length / 2)..]]),
        ["more behind it"] = Bytes(bytes => [.. bytes, .. "}}]"u8]),
        ["twice"] = Bytes(bytes => [.. bytes, .. bytes]),
        ["null"] = Bytes(_ => "null"u8.ToArray()),
        ["an empty object"] = Bytes(_ => "{}"u8.ToArray()),
        ["an empty list"] = Bytes(_ => "[]"u8.ToArray()),
        ["a text"] = Bytes(_ => "\"web\""u8.ToArray()),
        ["a number"] = Bytes(_ => "1e999"u8.ToArray()),
        ["too deep"] = Bytes(_ => Encoding.UTF8.GetBytes(new string('[', 2000))),
        ["strings are null"] = Json(node => node is JsonValue value && value.TryGetValue<string>(out var _) ? null : node),
        ["values are null"] = Json(node => node is JsonValue ? null : node),
        ["objects are null"] = Json(node => node is JsonObject && node.Parent is not null ? null : node),
        ["objects are empty"] = Json(node => node is JsonObject && node.Parent is not null ? new JsonObject() : node),
        ["lists are null"] = Json(node => node is JsonArray ? null : node),
        ["lists have null"] = Json(node => node is JsonArray ? new JsonArray(null, null) : node),
        ["strings are numbers"] = Json(node => node is JsonValue value && value.TryGetValue<string>(out var _) ? 7 : node),
        ["strings are empty"] = Json(node => node is JsonValue value && value.TryGetValue<string>(out var _) ? "" : node),
        ["strings lead elsewhere"] = Json(node => node is JsonValue value && value.TryGetValue<string>(out var _)
            ? "../../elsewhere" : node),
        ["numbers are strings"] = Json(node => node is JsonValue value && value.TryGetValue<long>(out var _) ? "7" : node),
        ["numbers are huge"] = Json(node => node is JsonValue value && value.TryGetValue<long>(out var _) ? long.MaxValue : node),
        ["numbers are negative"] = Json(node => node is JsonValue value && value.TryGetValue<long>(out var _) ? -1 : node),
        ["members are gone"] = Json(node => node is JsonObject && node.Parent is null ? new JsonObject() : node),
        ["a directory"] = path => Instead(path, "mkdir"),
        ["a FIFO"] = path => Instead(path, "mkfifo"),
        ["a link to itself"] = path => Link(path, path),
        ["a link to nowhere"] = path => Link(path, path + ".nowhere"),
        ["a link to a device"] = path => Link(path, "/dev/zero"),
        ["too big"] = TooBig,
    };

    private static Action<string> Bytes(Func<byte[], byte[]> change) => path => File.WriteAllBytes(path, change(File.ReadAllBytes(path)));

    // A file is one document, or a document a line, or a line and a document.
    private static Action<string> Json(Func<JsonNode, JsonNode?> change) => path =>
    {
        var text = File.ReadAllText(path);
        var lines = path.EndsWith(".jsonl", StringComparison.Ordinal)
            ? text.Split('\n') : text.StartsWith('{') ? [text] : text.Split('\n', 2);
        File.WriteAllText(path, string.Join('\n', lines.Select(line => line.StartsWith('{') ? Changed(line, change) : line)));
    };

    // What has nothing of the kind stays as it is.
    private static string Changed(string document, Func<JsonNode, JsonNode?> change)
    {
        var before = JsonNode.Parse(document)!;
        var after = Changed(before.DeepClone(), change);
        return JsonNode.DeepEquals(before, after) ? document : after?.ToJsonString() ?? "null";
    }

    private static JsonNode? Changed(JsonNode node, Func<JsonNode, JsonNode?> change)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
                members[name] = value is null ? null : Detached(Changed(value, change));
        }
        else if (node is JsonArray items)
        {
            for (var index = 0; index < items.Count; index++)
                items[index] = items[index] is { } item ? Detached(Changed(item, change)) : null;
        }

        return change(node);
    }

    private static JsonNode? Detached(JsonNode? node) => node?.DeepClone();

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(length).NextBytes(noise);
        return noise;
    }

    private static void Instead(string path, string command)
    {
        File.Delete(path);
        using var making = Process.Start(command, path);
        making.WaitForExit();
    }

    private static void Link(string path, string target)
    {
        File.Delete(path);
        File.CreateSymbolicLink(path, target);
    }

    private static void TooBig(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(StateFiles.MaxBytes + 1L);
    }
}
