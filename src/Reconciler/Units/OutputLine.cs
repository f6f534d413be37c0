namespace OciReconciler.Units;

/// <summary>A line that a process of a unit wrote.</summary>
/// <param name="InvocationId">systemd's id of the run, 32 hex digits.</param>
internal sealed record OutputLine(string InvocationId, string Text);
