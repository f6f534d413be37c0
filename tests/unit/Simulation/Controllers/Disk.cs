namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>
/// The controller's directories, in memory. A directory that is out of order has a file in its place, so that every write fails.
/// </summary>
internal sealed class Disk : IDisposable
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    private readonly string _path = Path.Combine(Root, $"oci-model-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private readonly Dictionary<string, string> _aside = new(StringComparer.Ordinal);

    public Disk()
    {
        Directory.CreateDirectory(Run);
        Directory.CreateDirectory(State);
    }

    public string Run => Path.Combine(_path, "run");

    public string State => Path.Combine(_path, "lib");

    /// <summary>It was out of order at some time.</summary>
    public bool WasBroken { get; private set; }

    /// <summary>Nothing can be written to this directory under <see cref="Run"/> or <see cref="State"/>.</summary>
    public void Break(string directory)
    {
        if (_aside.ContainsKey(directory) || !Directory.Exists(directory))
            return;
        WasBroken = true;
        _aside[directory] = directory + ".aside";
        Directory.Move(directory, _aside[directory]);
        File.WriteAllText(directory, "");
    }

    /// <summary>All is well again.</summary>
    public void Mend()
    {
        foreach (var (directory, aside) in _aside)
        {
            File.Delete(directory);
            Directory.Move(aside, directory);
        }

        _aside.Clear();
    }

    /// <summary>A reboot empties /run.</summary>
    public void Reboot()
    {
        Mend();
        Directory.Delete(Run, recursive: true);
        Directory.CreateDirectory(Run);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
