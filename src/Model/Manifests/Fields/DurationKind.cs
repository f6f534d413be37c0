using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>A duration in the engines' own form, within bounds.</summary>
internal sealed class DurationKind(TimeSpan least) : ValueKind<TimeSpan>
{
    public override string Expected => "a duration such as \"30s\" or \"1m30s\"";

    public override bool TryBind(BindContext context, TreeNode node, out TimeSpan value)
    {
        value = default;
        if (node.Kind != NodeKind.Text)
        {
            context.WrongType(node, Expected);
            return false;
        }

        if (!Durations.TryParse(node.Text, out value))
            context.Errors.Add(
                node, $"{Quoting.Quote(node.Text)} is no duration: write one of at most a day such as \"30s\", \"1m30s\" or \"500ms\"");
        else if (value >= least)
            return true;
        else
        {
            context.Errors.Forbid(node, $"{Quoting.Quote(node.Text)} is too short: give {Durations.Text(least)} at least");
            return context.Errors.TakesForbidden;
        }

        return false;
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value) => writer.WriteStringValue(Durations.Text(value));

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options)
    {
        options.WriteType(writer, "string");
        writer.WriteString("pattern", Durations.Pattern);
    }
}
