using System.Diagnostics;
using Tmds.DBus.Protocol;

namespace OciReconciler.UnitTests.DBus;

/// <summary>A dbus-daemon of the test's own, on a socket in a directory of its own. It can be frozen, killed and started again.</summary>
internal sealed class PrivateBus : IAsyncDisposable
{
    private const string Configuration = """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
          "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
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
    private Process _daemon;

    private PrivateBus(DirectoryInfo directory, Process daemon) => (_directory, _daemon) = (directory, daemon);

    internal string Address => $"unix:path={Path.Combine(_directory.FullName, "socket")}";

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _directory.Delete(recursive: true);
    }

    internal static async Task<PrivateBus> StartAsync()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("private-bus-");
        string socket = Path.Combine(directory.FullName, "socket");
        await File.WriteAllTextAsync(ConfigurationIn(directory), Configuration.Replace("@SOCKET@", socket, StringComparison.Ordinal));
        return new PrivateBus(directory, await LaunchAsync(directory));
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

    /// <summary>Another daemon at the same address.</summary>
    internal async Task RestartAsync()
    {
        await EndAsync();
        _daemon = await LaunchAsync(_directory);
    }

    /// <summary>A connection of the test's own.</summary>
    internal async Task<DBusConnection> ConnectAsync()
    {
        var connection = new DBusConnection(Address);
        await connection.ConnectAsync();
        return connection;
    }

    private static string ConfigurationIn(DirectoryInfo directory) => Path.Combine(directory.FullName, "bus.conf");

    private static async Task<Process> LaunchAsync(DirectoryInfo directory)
    {
        var start = new ProcessStartInfo(
            "dbus-daemon", ["--nofork", "--nopidfile", "--print-address=1", $"--config-file={ConfigurationIn(directory)}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process daemon = Process.Start(start) ?? throw new InvalidOperationException("dbus-daemon did not start");
        // It complains about limits that it may not raise in a container: only what it says when it does not start is of interest.
        var complaints = daemon.StandardError.ReadToEndAsync();
        _ = await daemon.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"dbus-daemon has ended without an address: {await complaints}");
        return daemon;
    }

    // A process does not close the pipes that somebody has read from.
    private async Task EndAsync()
    {
        await KillAsync();
        _daemon.StandardOutput.Dispose();
        _daemon.StandardError.Dispose();
        _daemon.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_daemon.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
