using OciReconciler.Configuration;
using OciReconciler.Telemetry;

namespace OciReconciler.Hosting;

/// <summary>What every stage of the composition stands on.</summary>
internal sealed record CompositionContext(
    ReconcilerOptions Options, HostEnvironment Environment, Instruments Instruments, ILoggerFactory Logs)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time => Environment.Time;

    /// <summary>A logger by the type that it is for.</summary>
    public ILogger<T> Log<T>() => Logs.CreateLogger<T>();
}
