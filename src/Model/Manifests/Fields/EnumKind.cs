using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>One of a few words.</summary>
internal sealed class EnumKind<T>(params (string Word, T Value)[] words) : ValueKind<T>
    where T : struct, Enum
{
    public override string Expected => $"a string: one of {Known}";

    private string Known => string.Join(", ", words.Select(word => Quoting.Quote(word.Word)));

    public override bool TryBind(BindContext context, TreeNode node, out T value)
    {
        value = default;
        if (node.Kind != NodeKind.Text)
        {
            context.WrongType(node, Expected);
            return false;
        }

        foreach (var word in words)
        {
            if (string.Equals(word.Word, node.Text, StringComparison.Ordinal))
            {
                value = word.Value;
                return true;
            }
        }

        var nearest = Suggestions.Nearest(node.Text, words.Select(word => word.Word));
        var hint = nearest is null ? "" : $": did you mean {Quoting.Quote(nearest)}?";
        context.Errors.Add(node, $"{Quoting.Quote(node.Text)} is none of {Known}{hint}");
        return false;
    }

    public override void Write(Utf8JsonWriter writer, T value) =>
        writer.WriteStringValue(words.First(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Word);

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options)
    {
        options.WriteType(writer, "string");
        writer.WriteStartArray("enum");
        foreach (var word in words)
            writer.WriteStringValue(word.Word);
        if (options.Nullable)
            writer.WriteNullValue();
        writer.WriteEndArray();
    }
}
