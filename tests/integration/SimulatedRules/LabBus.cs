using System.Diagnostics;
using Tmds.DBus.Protocol;

namespace OciReconciler.IntegrationTests.SimulatedRules;

/// <summary>
/// The system bus of a lab, reached as <c>systemctl --host</c> reaches another machine's: over the standard input and output of
/// systemd-stdio-bridge.
/// </summary>
internal sealed class LabBus(Lab lab) : DBusConnectionOptions
{
    protected override ValueTask<SetupResult> SetupAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("docker", ["exec", "--interactive", lab.ContainerId, "systemd-stdio-bridge"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var bridge = Process.Start(start)!;
        return ValueTask.FromResult(new SetupResult
        {
            ConnectionStream = new DuplexStream(bridge.StandardOutput.BaseStream, bridge.StandardInput.BaseStream),
            TeardownToken = bridge,
            // The bridge asks for a user and believes any: whoever could start it is root there.
            UserId = "0",
        });
    }

    // The bridge ends with its input.
    protected override void Teardown(object? token) => ((IDisposable)token!).Dispose();
}
