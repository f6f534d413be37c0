using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.Systemd;

/// <summary>The manager's methods as messages. Pure.</summary>
internal static class ManagerCalls
{
    private const string PropertiesInterface = "org.freedesktop.DBus.Properties";

    /// <summary>Without it no unit or job signal is sent on the system bus.</summary>
    internal static BusCall Subscribe { get; } = Method("Subscribe");

    /// <summary>Reload.</summary>
    internal static BusCall Reload { get; } = Method("Reload");

    /// <summary>ListUnitsByPatterns, in any state.</summary>
    internal static BusCall ListUnits(IReadOnlyList<string> patterns) => Method("ListUnitsByPatterns", Texts([]), Texts(patterns));

    /// <summary>ListUnitFilesByPatterns, in any state.</summary>
    internal static BusCall ListUnitFiles(IReadOnlyList<string> patterns) => Method("ListUnitFilesByPatterns", Texts([]), Texts(patterns));

    /// <summary>GetAll of one interface of a unit. The path is computed: GetUnit would fail for a unit that is not loaded, LoadUnit would be one call more.</summary>
    internal static BusCall GetUnitProperties(string unit, string @interface) =>
        new(SystemdNames.Service, UnitName.ToObjectPath(unit), PropertiesInterface, "GetAll", new BusValue.Text(@interface));

    /// <summary>Get of one property of the manager.</summary>
    internal static BusCall GetManagerProperty(string property) =>
        new(
            SystemdNames.Service,
            SystemdNames.ManagerPath,
            PropertiesInterface,
            "Get",
            new BusValue.Text(SystemdNames.ManagerInterface),
            new BusValue.Text(property));

    /// <summary>StartUnit, StopUnit or RestartUnit.</summary>
    internal static BusCall UnitJob(string member, string unit, JobMode mode) => Method(member, new BusValue.Text(unit), Mode(mode));

    /// <summary>ResetFailedUnit.</summary>
    internal static BusCall ResetFailed(string unit) => Method("ResetFailedUnit", new BusValue.Text(unit));

    /// <summary>StartTransientUnit(s name, s mode, a(sv) properties, a(sa(sv)) aux).</summary>
    internal static BusCall StartTransient(TransientUnit unit, JobMode mode, IReadOnlyList<TransientUnit> aux) =>
        Method(
            "StartTransientUnit",
            new BusValue.Text(unit.Name),
            Mode(mode),
            Properties(unit),
            new BusValue.Array("(sa(sv))", [.. aux.Select(BusValue (item) => new BusValue.Struct([new BusValue.Text(item.Name), Properties(item)]))]));

    private static BusCall Method(string member, params IReadOnlyList<BusValue> body) =>
        new(SystemdNames.Service, SystemdNames.ManagerPath, SystemdNames.ManagerInterface, member, body);

    private static BusValue.Text Mode(JobMode mode) => new(mode == JobMode.Fail ? "fail" : "replace");

    private static BusValue.Array Texts(IReadOnlyList<string> values) => new("s", [.. values.Select(BusValue (value) => new BusValue.Text(value))]);

    private static BusValue.Array Properties(TransientUnit unit) => new("(sv)", [.. unit.Properties.Select(Property)]);

    private static BusValue Property(KeyValuePair<string, BusValue> property) =>
        new BusValue.Struct([new BusValue.Text(property.Key), new BusValue.Variant(property.Value)]);
}
