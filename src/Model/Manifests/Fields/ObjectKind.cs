using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>An object of known fields.</summary>
/// <param name="defaults">The record with no field given.</param>
/// <param name="fields">Its fields; they are bound in this order.</param>
internal sealed class ObjectKind<TOwner>(TOwner defaults, params Field<TOwner>[] fields) : ValueKind<TOwner>
    where TOwner : class
{
    /// <summary>What to say of names that are not fields, by name.</summary>
    public IReadOnlyDictionary<string, string> Hints { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<Field<TOwner>> Fields => fields;

    public override string Expected => "an object";

    public override bool TryBind(BindContext context, TreeNode node, out TOwner value)
    {
        value = defaults;
        if (node.Kind != NodeKind.Object)
        {
            context.WrongType(node, Expected);
            return false;
        }

        value = Bind(context, node, defaults);
        return true;
    }

    /// <summary>Binds onto a record. What is wrong is in the errors; the record then has the default there.</summary>
    public TOwner Bind(BindContext context, TreeNode node, TOwner owner)
    {
        ReportUnknown(context, node);
        foreach (var field in fields)
        {
            if (field.NameIn(context.Shape) is not { } name)
                continue;
            if (node.Find(name) is { } member)
                owner = field.Bind(context, member.Value, owner);
            else if (field.Required)
                context.Errors.Add(node, $"{Quoting.Quote(name)} is missing, and required. {field.Description}");
        }

        return owner;
    }

    public override void Write(Utf8JsonWriter writer, TOwner value)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
            field.WriteIfSet(writer, value, defaults);
        writer.WriteEndObject();
    }

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options)
    {
        options.WriteType(writer, "object");
        writer.WriteStartObject("properties");
        foreach (var field in fields)
        {
            if (field.NameIn(options.Shape) is not { } name)
                continue;
            writer.WriteStartObject(name);
            field.WriteSchema(writer, defaults, new SchemaOptions(options.Shape));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("required");
        foreach (var field in fields.Where(field => field.Required))
            writer.WriteStringValue(field.NameIn(options.Shape));
        writer.WriteEndArray();
        writer.WriteBoolean("additionalProperties", false);
    }

    private void ReportUnknown(BindContext context, TreeNode node)
    {
        var names = fields.Select(field => field.NameIn(context.Shape)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var member in node.Members.Where(member => !names.Contains(member.Name)))
        {
            context.Errors.Add(member, () =>
            {
                var hint = Hints.GetValueOrDefault(member.Name) ?? UnknownFields.Advice(member.Name, names, Alias(context, member.Name));
                return $"unknown field {Quoting.Quote(member.Name)}: {hint}";
            });
        }
    }

    private string? Alias(BindContext context, string given)
    {
        var plain = Suggestions.Plain(given);
        return fields
            .Where(field => field.Aliases.Append(field.Name)
                .Any(alias => string.Equals(Suggestions.Plain(alias), plain, StringComparison.Ordinal)))
            .Select(field => field.NameIn(context.Shape))
            .FirstOrDefault();
    }
}
