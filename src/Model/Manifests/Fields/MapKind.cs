using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>An object whose names are free, under a rule.</summary>
internal sealed class MapKind<T>(Func<string, string?> nameRule, ValueKind<T> element) : ValueKind<ImmutableSortedDictionary<string, T>>
{
    public override string Expected => $"an object whose values are {Plural(element.Expected)}";

    public override bool TryBind(BindContext context, TreeNode node, out ImmutableSortedDictionary<string, T> value)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        value = builder.ToImmutable();
        if (node.Kind != NodeKind.Object)
        {
            context.WrongType(node, Expected);
            return false;
        }

        foreach (var member in node.Members)
        {
            var problem = nameRule(member.Name);
            if (problem is not null)
                context.Errors.Forbid(member, problem);
            if ((problem is null || context.Errors.TakesForbidden) && element.TryBind(context, member.Value, out var item))
                builder[member.Name] = item;
        }

        value = builder.ToImmutable();
        return value.Count == node.Members.Count;
    }

    public override void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<string, T> value)
    {
        writer.WriteStartObject();
        foreach (var (name, item) in value)
        {
            writer.WritePropertyName(name);
            element.Write(writer, item);
        }

        writer.WriteEndObject();
    }

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options)
    {
        options.WriteType(writer, "object");
        writer.WriteStartObject("additionalProperties");
        element.WriteSchema(writer, new SchemaOptions(options.Shape));
        writer.WriteEndObject();
    }

    public override bool Same(ImmutableSortedDictionary<string, T> left, ImmutableSortedDictionary<string, T> right) =>
        left.Count == right.Count
        && left.All(pair => right.TryGetValue(pair.Key, out var other) && element.Same(pair.Value, other));

    private static string Plural(string expected) => expected.StartsWith("a string", StringComparison.Ordinal) ? "strings" : expected;
}
