namespace OciReconciler.DBus.Units;

/// <summary>Names of systemd's D-Bus API.</summary>
internal static class SystemdNames
{
    /// <summary>Bus name.</summary>
    internal const string Service = "org.freedesktop.systemd1";

    /// <summary>Object path of the manager.</summary>
    internal const string ManagerPath = "/org/freedesktop/systemd1";

    /// <summary>Interface of the manager.</summary>
    internal const string ManagerInterface = "org.freedesktop.systemd1.Manager";

    /// <summary>Interface of every unit.</summary>
    internal const string UnitInterface = "org.freedesktop.systemd1.Unit";

    /// <summary>Interface of every object's properties.</summary>
    internal const string PropertiesInterface = "org.freedesktop.DBus.Properties";
}
