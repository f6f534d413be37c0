namespace OciReconciler.IntegrationTests;

/// <summary>What goes on when nothing is to be done: CPU, in microseconds a second.</summary>
/// <param name="Switches">Context switches of all threads of the controller, a second.</param>
internal sealed record IdleUse(double Ours, double Systemd, double Bus, double Switches)
{
    /// <summary>Nothing is known to go on.</summary>
    public static readonly IdleUse None = new(0, 0, 0, 0);

    /// <summary>More than any build uses: for waiting until many workloads are seen to.</summary>
    public static readonly IdleUse Unknown = new(100_000, 0, 0, 0);
}
