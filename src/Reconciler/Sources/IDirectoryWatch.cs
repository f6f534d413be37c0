namespace OciReconciler.Sources;

/// <summary>A watch of one directory.</summary>
internal interface IDirectoryWatch : IDisposable
{
    /// <summary>Points the watch at what the path leads to now, before a listing.</summary>
    void Arm();
}
