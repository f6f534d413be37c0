namespace OciReconciler.IntegrationTests.SimulatedRules;

/// <summary>The real systemd of a lab.</summary>
internal sealed class LabHost(Lab lab, SystemdManager systemd) : IRulesHost, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public ISystemdManager Systemd => systemd;

    public static async Task<LabHost> ConnectAsync(Lab lab) => new(lab, await SystemdManager.ConnectAsync(
        TimeProvider.System, new SystemdManagerOptions { Bus = () => new LabBus(lab), BusName = "the lab" }, CancellationToken.None));

    public Task<JobResult> EndOfAsync(SystemdJob job) => job.WaitAsync(Patience, TimeProvider.System, CancellationToken.None);

    public async Task RemoveFileAsync(string unit) => (await lab.ExecAsync("rm", $"/run/systemd/transient/{unit}")).Succeeded();

    public async Task KillAsync(string unit) => (await lab.ExecAsync("systemctl", "kill", "--signal=KILL", unit)).Succeeded();

    public async Task<string> SeenAsync(Func<Task<string>> observe, string? expected)
    {
        var seen = "";
        try
        {
            return await Eventually.BecomesAsync(
                $"systemd shows {expected}", async () => seen = await observe(), now => now == expected, Patience);
        }
        catch (Xunit.Sdk.XunitException)
        {
            return seen;
        }
    }

    public ValueTask DisposeAsync() => systemd.DisposeAsync();
}
