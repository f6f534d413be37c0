using System.Diagnostics;

namespace OciReconciler.IntegrationTests.DBus;

/// <summary>A dbus-daemon of the test's own, on a socket in a directory of its own. No systemd is on it.</summary>
internal sealed class PrivateBus : IAsyncDisposable
{
    private const string Configuration = """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <type>custom</type>
          <listen>unix:path=@SOCKET@</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow send_destination="*" eavesdrop="true"/>
            <allow eavesdrop="true"/>
            <allow own="*"/>
          </policy>
        </busconfig>
        """;

    private readonly DirectoryInfo _directory;
    private readonly Process _daemon;

    private PrivateBus(DirectoryInfo directory, Process daemon, string address)
    {
        _directory = directory;
        _daemon = daemon;
        Address = address;
    }

    internal string Address { get; }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _daemon.Dispose();
        _directory.Delete(recursive: true);
    }

    internal static async Task<PrivateBus> StartAsync()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("private-bus-");
        string configuration = Path.Combine(directory.FullName, "bus.conf");
        string socket = Path.Combine(directory.FullName, "socket");
        await File.WriteAllTextAsync(configuration, Configuration.Replace("@SOCKET@", socket, StringComparison.Ordinal));
        var start = new ProcessStartInfo("dbus-daemon", ["--nofork", "--nopidfile", "--print-address=1", $"--config-file={configuration}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process daemon = Process.Start(start) ?? throw new InvalidOperationException("dbus-daemon did not start");
        // It complains about limits that it may not raise in a container: only what it says when it does not start is of interest.
        var complaints = daemon.StandardError.ReadToEndAsync();
        string address = await daemon.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"dbus-daemon has ended without an address: {await complaints}");
        return new PrivateBus(directory, daemon, address);
    }

    /// <summary>The daemon answers nothing until <see cref="ContinueAsync"/>.</summary>
    internal Task FreezeAsync() => SignalAsync("STOP");

    internal Task ContinueAsync() => SignalAsync("CONT");

    internal async Task KillAsync()
    {
        if (!_daemon.HasExited)
            _daemon.Kill();
        await _daemon.WaitForExitAsync();
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_daemon.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
