using System.Collections.Immutable;

namespace OciReconciler.Model.Units;

/// <summary>One command of a unit, as an argument vector: no shell, no expansion of any kind.</summary>
/// <param name="Arguments">Program name (not a path) first, then its arguments, literally.</param>
/// <param name="IgnoreFailure">systemd's "-" prefix.</param>
public sealed record ExecCommand(ImmutableArray<string> Arguments, bool IgnoreFailure = false)
{
    /// <summary>The program's name; its path is the host's matter (<see cref="RenderSettings.Programs"/>).</summary>
    public string Program => Arguments[0];
}
