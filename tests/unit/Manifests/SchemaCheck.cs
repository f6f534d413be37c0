using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OciReconciler.UnitTests.Manifests;

/// <summary>The keywords of JSON Schema that ours uses. An unknown keyword is an error, so that none goes unchecked.</summary>
internal static class SchemaCheck
{
    public static bool Conforms(JsonNode root, JsonNode? value) => Conforms(root, root.AsObject(), value);

    private static bool Conforms(JsonNode root, JsonObject schema, JsonNode? value) =>
        schema.All(keyword => Holds(root, schema, keyword.Key, keyword.Value, value));

    private static bool Holds(JsonNode root, JsonObject schema, string keyword, JsonNode? argument, JsonNode? value) => keyword switch
    {
        "$schema" or "$defs" or "title" or "description" or "default" => true,
        "$ref" => Conforms(root, root["$defs"]![((string)argument!)["#/$defs/".Length..]]!.AsObject(), value),
        "anyOf" => argument!.AsArray().Any(option => Conforms(root, option!.AsObject(), value)),
        "type" => argument is JsonArray types ? types.Any(type => IsType((string)type!, value)) : IsType((string)argument!, value),
        "enum" => argument!.AsArray().Any(option => JsonNode.DeepEquals(option, value)),
        "const" => JsonNode.DeepEquals(argument, value),
        "pattern" => value?.GetValueKind() != JsonValueKind.String
        || Regex.IsMatch((string)value!, (string)argument!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(5)),
        "minimum" => value?.GetValueKind() != JsonValueKind.Number || (double)value! >= (double)argument!,
        "maximum" => value?.GetValueKind() != JsonValueKind.Number || (double)value! <= (double)argument!,
        "items" => value is not JsonArray items || items.All(item => Conforms(root, argument!.AsObject(), item)),
        "required" => value is not JsonObject given || argument!.AsArray().All(name => given.ContainsKey((string)name!)),
        "properties" => value is not JsonObject known
        || known.All(member => argument![member.Key] is not { } property || Conforms(root, property.AsObject(), member.Value)),
        "propertyNames" => value is not JsonObject named
        || named.All(member => Conforms(root, argument!.AsObject(), JsonValue.Create(member.Key))),
        "additionalProperties" => value is not JsonObject rest
        || rest.All(member => IsKnown(schema, member.Key) || MayBe(root, argument!, member.Value)),
        _ => throw new NotSupportedException($"keyword {keyword}"),
    };

    private static bool IsKnown(JsonObject schema, string name) =>
        schema["properties"] is JsonObject properties && properties.ContainsKey(name);

    private static bool MayBe(JsonNode root, JsonNode argument, JsonNode? value) =>
        argument is JsonObject schema ? Conforms(root, schema, value) : argument.GetValueKind() == JsonValueKind.True;

    private static bool IsType(string type, JsonNode? value) =>
        (type == "integer" && IsWhole(value)) || type == value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "number",
        _ => "null",
    };

    private static bool IsWhole(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number && double.IsInteger((double)value!);
}
