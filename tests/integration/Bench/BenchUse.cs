namespace OciReconciler.IntegrationTests;

/// <summary>What a piece of work has used, without what the same time costs when nothing is to be done.</summary>
/// <param name="Started">Seconds since 1970, when it began.</param>
/// <param name="Lasted">Seconds from then on, until the rest that followed it began.</param>
/// <param name="Ours">CPU of the controller, in milliseconds.</param>
/// <param name="Systemd">CPU of process 1, in milliseconds.</param>
/// <param name="Bus">CPU of the system bus, in milliseconds.</param>
/// <param name="Said">Lines that the command printed.</param>
internal sealed record BenchUse(double Started, double Lasted, double Ours, double Systemd, double Bus, IReadOnlyList<string> Said)
{
    /// <summary>CPU of all three, in milliseconds.</summary>
    public double All => Ours + Systemd + Bus;
}
