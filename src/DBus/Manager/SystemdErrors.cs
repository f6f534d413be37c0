namespace OciReconciler.DBus.Manager;

/// <summary>Error names that callers decide by.</summary>
public static class SystemdErrors
{
    /// <summary>The unit is not loaded.</summary>
    public const string NoSuchUnit = "org.freedesktop.systemd1.NoSuchUnit";

    /// <summary>A unit of that name is there already.</summary>
    public const string UnitExists = "org.freedesktop.systemd1.UnitExists";

    /// <summary>The unit's settings make no sense together.</summary>
    public const string BadUnitSetting = "org.freedesktop.systemd1.BadUnitSetting";

    /// <summary>A property has a value that systemd does not take.</summary>
    public const string InvalidArguments = "org.freedesktop.DBus.Error.InvalidArgs";

    /// <summary>systemd of this version knows no such property of a transient unit.</summary>
    public const string PropertyReadOnly = "org.freedesktop.DBus.Error.PropertyReadOnly";

    /// <summary>GetUnitFileState: there is no file of that name. An answer like any other.</summary>
    public const string FileNotFound = "org.freedesktop.DBus.Error.FileNotFound";

    /// <summary>systemd is going down.</summary>
    public const string ShuttingDown = "org.freedesktop.systemd1.ShuttingDown";

    /// <summary>Subscribe was called already: a success.</summary>
    public const string AlreadySubscribed = "org.freedesktop.systemd1.AlreadySubscribed";
}
