using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>A list of strings.</summary>
internal sealed class ListKind(StringKind element) : ValueKind<ImmutableArray<string>>
{
    public override string Expected => "a list of strings";

    public override bool TryBind(BindContext context, TreeNode node, out ImmutableArray<string> value)
    {
        value = [];
        if (node.Kind != NodeKind.List)
        {
            context.WrongType(node, Expected);
            return false;
        }

        var items = ImmutableArray.CreateBuilder<string>(node.Items.Count);
        foreach (var item in node.Items)
        {
            if (element.TryBind(context, item, out var text))
                items.Add(text);
        }

        value = items.ToImmutable();
        return items.Count == node.Items.Count;
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<string> value)
    {
        writer.WriteStartArray();
        foreach (var item in value)
            element.Write(writer, item);
        writer.WriteEndArray();
    }

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options)
    {
        options.WriteType(writer, "array");
        writer.WriteStartObject("items");
        element.WriteSchema(writer, new SchemaOptions(options.Shape));
        writer.WriteEndObject();
    }

    public override bool Same(ImmutableArray<string> left, ImmutableArray<string> right) => left.AsSpan().SequenceEqual(right.AsSpan());
}
