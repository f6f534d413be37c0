using OciReconciler.Desired;

namespace OciReconciler.Triggers;

/// <summary>A watch of the directories in /run that units have of their own.</summary>
internal interface IRuntimeDirectoryWatch : IDisposable
{
    /// <summary>Watches those of what is desired now. One at a time.</summary>
    void Follow(DesiredState desired);
}
