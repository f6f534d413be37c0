namespace OciReconciler.Sources;

/// <summary>Something that declares workloads. A hint wakes it, it delivers a full listing.</summary>
internal interface IManifestSource
{
    /// <summary>Its name in snapshots.</summary>
    string Name { get; }

    /// <summary>Completes when it has looked at what it stands for once, whatever came of it.</summary>
    Task FirstLook => Task.CompletedTask;

    /// <summary>Asks for a full listing now (a signal, an operator).</summary>
    void Rescan();

    /// <summary>
    /// Delivers once at the start, and then whenever something differs, until cancelled. What <paramref name="consume"/> throws ends it.
    /// </summary>
    Task RunAsync(Func<SourceSnapshot, CancellationToken, ValueTask> consume, CancellationToken cancellation);
}
