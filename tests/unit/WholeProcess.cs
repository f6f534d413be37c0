namespace OciReconciler.UnitTests;

/// <summary>Tests of what a process has one of: its umask, its signals, its memory. They run when no other test does.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;
