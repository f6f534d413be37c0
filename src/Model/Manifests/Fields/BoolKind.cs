using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>true or false.</summary>
internal sealed class BoolKind : ValueKind<bool>
{
    public override string Expected => "true or false";

    public override bool TryBind(BindContext context, TreeNode node, out bool value)
    {
        value = node.Flag;
        if (node.Kind == NodeKind.Bool)
            return true;
        context.WrongType(node, Expected);
        return false;
    }

    public override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options) => options.WriteType(writer, "boolean");
}
