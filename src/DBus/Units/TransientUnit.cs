using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Units;

/// <summary>A transient unit to create.</summary>
/// <param name="Properties">In the order in which they are sent.</param>
public sealed record TransientUnit(string Name, ImmutableArray<TransientProperty> Properties)
{
    /// <summary>Writes the properties, a(sv).</summary>
    internal void WriteProperties(ref MessageWriter writer)
    {
        ArrayStart properties = writer.WriteArrayStart(DBusType.Struct);
        foreach (TransientProperty property in Properties)
        {
            writer.WriteStructureStart();
            writer.WriteString(property.Name);
            property.WriteVariant(ref writer);
        }

        writer.WriteArrayEnd(properties);
    }
}
