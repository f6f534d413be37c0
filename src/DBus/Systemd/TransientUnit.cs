using System.Collections.Immutable;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.Systemd;

/// <summary>A transient unit to create: name and properties with their D-Bus types.</summary>
/// <param name="Name">Full unit name.</param>
/// <param name="Properties">Property name and value, in the order they are sent.</param>
public sealed record TransientUnit(string Name, ImmutableArray<KeyValuePair<string, BusValue>> Properties);
