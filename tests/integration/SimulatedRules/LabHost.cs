using OciReconciler.DBus.SdBus;
using OciReconciler.DBus.Systemd;
using OciReconciler.IntegrationTests.Fixtures;

namespace OciReconciler.IntegrationTests.SimulatedRules;

/// <summary>The real systemd of a lab, reached as <c>systemctl --host</c> reaches another machine's: over the standard input and output of systemd-stdio-bridge.</summary>
internal sealed class LabHost(Lab lab, SystemdManager systemd) : IRulesHost, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public ISystemdManager Systemd => systemd;

    public static async Task<LabHost> ConnectAsync(Lab lab)
    {
        var address = $"unixexec:path=docker,argv1=exec,argv2=--interactive,argv3={lab.ContainerId},argv4=systemd-stdio-bridge";
        return new LabHost(lab, await SystemdManager.ConnectAsync(
            token => SdBusConnection.OpenAddressAsync(address, token), TimeProvider.System, new SystemdManagerOptions(), CancellationToken.None));
    }

    public Task<JobResult> EndOfAsync(SystemdJob job) => job.WaitAsync(Patience, TimeProvider.System, CancellationToken.None);

    public async Task RemoveFileAsync(string unit) => (await lab.ExecAsync("rm", $"/run/systemd/transient/{unit}")).Succeeded();

    public async Task KillAsync(string unit) => (await lab.ExecAsync("systemctl", "kill", "--signal=KILL", unit)).Succeeded();

    public async Task<string> SeenAsync(Func<Task<string>> look, string? expected)
    {
        var seen = "";
        try
        {
            return await Eventually.BecomesAsync($"systemd shows {expected}", async () => seen = await look(), now => now == expected, Patience);
        }
        catch (Xunit.Sdk.XunitException)
        {
            return seen;
        }
    }

    public ValueTask DisposeAsync() => systemd.DisposeAsync();
}
