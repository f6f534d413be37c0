namespace OciReconciler.DBus.Units;

/// <summary>One command of a transient unit, all of it literal.</summary>
/// <param name="Path">Absolute path of the program, without '$'.</param>
/// <param name="Arguments">The whole argument vector: the first is what the program sees as its own name.</param>
/// <param name="IgnoreFailure">Whether the unit goes on when it fails ("-" in a unit file).</param>
public sealed record ExecLine(string Path, ImmutableArray<string> Arguments, bool IgnoreFailure);
