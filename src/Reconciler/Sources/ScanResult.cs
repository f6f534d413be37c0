namespace OciReconciler.Sources;

/// <summary>What one scan gave.</summary>
/// <param name="Snapshot">The source as it is now.</param>
/// <param name="RescanAfter">When to scan next though nothing woke the source: a file is changing, or was missed once.</param>
internal sealed record ScanResult(SourceSnapshot Snapshot, TimeSpan? RescanAfter);
