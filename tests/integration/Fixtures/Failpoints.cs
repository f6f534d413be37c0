namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>
/// Kills the controller at a named step of its own: it removes a file of that name and sends itself SIGKILL. systemd starts it again.
/// </summary>
public sealed class Failpoints
{
    private const string Directory = "/run/failpoints";
    private readonly Controller _controller;

    private Failpoints(Controller controller) => _controller = controller;

    /// <summary>Makes the controller's service look for them; before its start.</summary>
    public static async Task<Failpoints> InstallAsync(Controller controller)
    {
        await controller.Lab.WriteFileAsync(
            $"/run/systemd/system/{Controller.Unit}.d/failpoints.conf",
            $"[Unit]\nStartLimitIntervalSec=0\n[Service]\nEnvironment=OCI_RECONCILER_FAILPOINTS={Directory}\n"
            + $"ReadWritePaths={Directory}\nRestartSec=100ms\n");
        (await controller.Lab.ShellAsync($"mkdir -p {Directory} && systemctl daemon-reload")).Succeeded();
        return new Failpoints(controller);
    }

    /// <summary>Does something with a step armed; returns when the controller has died at it.</summary>
    public async Task KillAtAsync(string step, Func<Task> act)
    {
        var lab = _controller.Lab;
        var process = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");
        (await lab.ExecAsync("touch", $"{Directory}/{step}")).Succeeded();
        await act();
        await lab.EventuallyAsync(
            $"the controller is killed at '{step}'",
            async () => (await lab.ExecAsync("test", "-e", $"{Directory}/{step}")).ExitCode != 0
            && await lab.UnitPropertyAsync(Controller.Unit, "MainPID") != process);
    }
}
