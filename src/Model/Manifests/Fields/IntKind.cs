using System.Globalization;
using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>A whole number within bounds.</summary>
internal sealed class IntKind(int least, int most) : ValueKind<int>
{
    public override string Expected => $"a whole number from {least} to {most}";

    public override bool TryBind(BindContext context, TreeNode node, out int value)
    {
        value = 0;
        if (node.Kind != NodeKind.Number)
        {
            context.WrongType(node, Expected);
            return false;
        }

        if (int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= least
            && value <= most)
            return true;
        context.Errors.Add(node, $"{Quoting.Escape(node.Text, 40)} is not {Expected}");
        return false;
    }

    public override void Write(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options)
    {
        options.WriteType(writer, "integer");
        writer.WriteNumber("minimum", least);
        writer.WriteNumber("maximum", most);
    }
}
