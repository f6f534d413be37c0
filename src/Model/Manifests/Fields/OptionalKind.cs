using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>A value or null, where null is the default.</summary>
internal sealed class OptionalKind<T>(ValueKind<T> inner) : ValueKind<T?>
    where T : class
{
    public override string Expected => inner.Expected;

    public override bool TryBind(BindContext context, TreeNode node, out T? value)
    {
        value = null;
        if (node.Kind == NodeKind.Null)
            return true;
        if (!inner.TryBind(context, node, out var bound))
            return false;
        value = bound;
        return true;
    }

    public override void Write(Utf8JsonWriter writer, T? value)
    {
        if (value is null)
            writer.WriteNullValue();
        else
            inner.Write(writer, value);
    }

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options) =>
        inner.WriteSchema(writer, options with { Nullable = true });
}
