using OciReconciler.Model.Units;

namespace OciReconciler.Host;

/// <summary>The host's settings: read once, and again when systemd was replaced by another version. Thread-safe.</summary>
internal sealed class HostSettingsSource(Func<int> systemdVersion, Func<int, RenderSettings> read)
{
    private RenderSettings? _settings;

    /// <summary>The settings in force.</summary>
    public RenderSettings Current
    {
        get
        {
            var settings = _settings;
            var version = systemdVersion();
            return settings?.SystemdVersion == version ? settings : _settings = read(version);
        }
    }
}
