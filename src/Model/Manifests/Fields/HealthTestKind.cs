using System.Text.Json;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>
/// The test of a health check: a list that begins with CMD or CMD-SHELL, or a line, which means CMD-SHELL, as in Compose. All of it stands
/// inside one argument of the engine, so that elements may begin with a dash.
/// </summary>
internal sealed class HealthTestKind : ValueKind<ImmutableArray<string>>
{
    private static readonly StringKind Element = new(null, TextRules.NoControl);
    private static readonly ListKind Elements = new(Element);

    public override string Expected => "a list of strings, or a line for the shell";

    public override bool TryBind(BindContext context, TreeNode node, out ImmutableArray<string> value)
    {
        if (node.Kind == NodeKind.List)
            return Elements.TryBind(context, node, out value);
        value = [];
        if (node.Kind != NodeKind.Text)
        {
            context.WrongType(node, Expected);
            return false;
        }

        if (!Element.TryBind(context, node, out var line))
            return false;
        value = [HealthCheck.Shell, line];
        return true;
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<string> value) => Elements.Write(writer, value);

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options)
    {
        writer.WriteStartArray("anyOf");
        writer.WriteStartObject();
        Elements.WriteSchema(writer, options);
        writer.WriteEndObject();
        writer.WriteStartObject();
        Element.WriteSchema(writer, options);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    public override bool Same(ImmutableArray<string> left, ImmutableArray<string> right) => Elements.Same(left, right);
}
