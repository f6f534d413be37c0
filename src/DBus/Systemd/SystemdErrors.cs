namespace OciReconciler.DBus.Systemd;

/// <summary>Error names that callers decide by.</summary>
public static class SystemdErrors
{
    /// <summary>The unit is not loaded.</summary>
    public const string NoSuchUnit = "org.freedesktop.systemd1.NoSuchUnit";

    /// <summary>A unit of that name is there already.</summary>
    public const string UnitExists = "org.freedesktop.systemd1.UnitExists";

    /// <summary>The unit is masked.</summary>
    public const string UnitMasked = "org.freedesktop.systemd1.UnitMasked";

    /// <summary>systemd is going down.</summary>
    public const string ShuttingDown = "org.freedesktop.systemd1.ShuttingDown";

    /// <summary>Subscribe was called already: a success.</summary>
    public const string AlreadySubscribed = "org.freedesktop.systemd1.AlreadySubscribed";
}
