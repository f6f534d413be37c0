using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>
/// One field of an object: its names, its type, its default and how it reaches the record. The one place where it is described.
/// </summary>
internal abstract class Field<TOwner>(string name, string? nixName, string description)
{
    /// <summary>The name in our documents.</summary>
    public string Name { get; } = name;

    public string Description { get; } = description;

    /// <summary>Names that people know from elsewhere, for suggestions.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public bool Required { get; init; }

    /// <summary>Written even when it has the default, because the default is configured elsewhere.</summary>
    public bool AlwaysWritten { get; init; }

    /// <summary>The name in a shape, or null when it has no such field.</summary>
    public string? NameIn(ManifestShape shape) => shape == ManifestShape.Own ? Name : nixName;

    public abstract TOwner Bind(BindContext context, TreeNode node, TOwner owner);

    /// <summary>Writes name and value unless the value is the default.</summary>
    public abstract void WriteIfSet(Utf8JsonWriter writer, TOwner owner, TOwner defaults);

    /// <summary>Writes the keywords of JSON Schema into the object that is open.</summary>
    public abstract void WriteSchema(Utf8JsonWriter writer, TOwner defaults, SchemaOptions options);
}

/// <summary>A field of a known type.</summary>
internal sealed class Field<TOwner, T>(
    string name,
    string? nixName,
    ValueKind<T> kind,
    string description,
    Func<TOwner, T> get,
    Func<TOwner, T, TOwner> set) : Field<TOwner>(name, nixName, description)
{
    public override TOwner Bind(BindContext context, TreeNode node, TOwner owner) =>
        kind.TryBind(context, node, out var value) ? set(owner, value) : owner;

    public override void WriteIfSet(Utf8JsonWriter writer, TOwner owner, TOwner defaults)
    {
        if (!Required && !AlwaysWritten && kind.Same(get(owner), get(defaults)))
            return;
        writer.WritePropertyName(Name);
        kind.Write(writer, get(owner));
    }

    public override void WriteSchema(Utf8JsonWriter writer, TOwner defaults, SchemaOptions options)
    {
        writer.WriteString("description", Description);
        kind.WriteSchema(writer, options);
        if (Required || AlwaysWritten)
            return;
        writer.WritePropertyName("default");
        kind.Write(writer, get(defaults));
    }
}
