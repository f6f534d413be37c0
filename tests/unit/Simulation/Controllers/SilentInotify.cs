namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>Watches whatever it is told to, where nothing happens.</summary>
internal sealed class SilentInotify : IInotify
{
    private readonly Dictionary<string, int> _watches = new(StringComparer.Ordinal);

    public int Add(string path, uint mask)
    {
        _watches.TryAdd(path, _watches.Count + 1);
        return _watches[path];
    }

    public void Remove(int watch)
    {
    }

    public void Dispose()
    {
    }
}
