using OciReconciler.Desired;

namespace OciReconciler.Sources;

/// <summary>A watch of the files that workloads are made from.</summary>
internal interface IInputFileWatch : IDisposable
{
    /// <summary>Watches the files of what is desired now.</summary>
    void Follow(DesiredState desired);
}
