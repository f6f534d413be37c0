using OciReconciler.UnitTests.Simulation.Model;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>A manifest directory, as scans of it would tell it.</summary>
internal sealed class SimulatedSource(SimulatedHost host, string directory, ManifestFunctions rules) : IManifestSource
{
    private readonly EventQueue<bool> _wakes = new(host.Pump);
    private readonly Dictionary<string, SourceFile> _known = new(StringComparer.Ordinal);

    public string Name => directory;

    public void Rescan() => _wakes.Add(true);

    public async Task RunAsync(Func<SourceSnapshot, CancellationToken, ValueTask> consume, CancellationToken cancellation)
    {
        _wakes.Add(true);
        await foreach (var _ in _wakes.ReadAllAsync(cancellation))
            await consume(Scan(), cancellation);
    }

    private SourceSnapshot Scan()
    {
        if (host.SourceState.Kind != SourceStateKind.Ready)
        {
            foreach (var path in _known.Keys.ToList())
                _known[path] = _known[path] with { Missing = true };
            return Snapshot();
        }

        foreach (var slot in host.Slots.Where(slot => !slot.IsGit && slot.Directory == directory))
            Scan(slot);
        return Snapshot();
    }

    private void Scan(ManifestSlot slot)
    {
        if (slot.Current is not null)
        {
            if (!slot.IsBroken)
                slot.LastValid = slot.Current;
            var text = slot.Text;
            if (_known.TryGetValue(slot.Path, out var known) && !known.Missing && known.ContentDigest == text)
                return;
            var manifest = rules.Parse(slot.Path, System.Text.Encoding.UTF8.GetBytes(text));
            if (manifest.IsValid == slot.IsBroken)
                host.Guard.Fail($"the model wrote a manifest that it did not mean: {manifest.Errors.FirstOrDefault()}");
            _known[slot.Path] = new SourceFile(slot.Path, manifest, text, Readable: true, ReadError: null);
        }
        else if (_known.TryGetValue(slot.Path, out var gone) && host.Pump.Clock.Ticks - slot.DeletedAt < TimeSpan.TicksPerSecond)
        {
            _known[slot.Path] = gone with { Missing = true };
        }
        else
        {
            _known.Remove(slot.Path);
            slot.LastValid = null;
        }
    }

    private SourceSnapshot Snapshot() => new(Name, host.SourceState, [.. _known.Values.OrderBy(file => file.Path, StringComparer.Ordinal)]);
}
