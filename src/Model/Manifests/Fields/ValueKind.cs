using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>A type of value: how it is read, written and described to editors.</summary>
internal abstract class ValueKind<T>
{
    /// <summary>"a string", for messages.</summary>
    public abstract string Expected { get; }

    /// <summary>Reads the value; false, and at least one error, when it is not one.</summary>
    public abstract bool TryBind(BindContext context, TreeNode node, out T value);

    public abstract void Write(Utf8JsonWriter writer, T value);

    /// <summary>Writes the keywords of JSON Schema into the object that is open.</summary>
    public abstract void WriteSchema(Utf8JsonWriter writer, SchemaOptions options);

    public virtual bool Same(T left, T right) => EqualityComparer<T>.Default.Equals(left, right);
}
