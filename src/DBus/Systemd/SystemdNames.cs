namespace OciReconciler.DBus.Systemd;

/// <summary>Names of systemd's D-Bus API.</summary>
public static class SystemdNames
{
    /// <summary>Bus name.</summary>
    public const string Service = "org.freedesktop.systemd1";

    /// <summary>Object path of the manager.</summary>
    public const string ManagerPath = "/org/freedesktop/systemd1";

    /// <summary>Interface of the manager.</summary>
    public const string ManagerInterface = "org.freedesktop.systemd1.Manager";

    /// <summary>Interface of every unit.</summary>
    public const string UnitInterface = "org.freedesktop.systemd1.Unit";

    /// <summary>Interface of a service.</summary>
    public const string ServiceInterface = "org.freedesktop.systemd1.Service";

    /// <summary>Stands for all interfaces of an object where its properties are asked for, as <c>systemctl show</c> does.</summary>
    public const string AnyInterface = "";
}
