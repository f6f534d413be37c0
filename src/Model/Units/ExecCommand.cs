namespace OciReconciler.Model.Units;

/// <summary>One command of a unit, as an argument vector: no shell, no expansion of any kind.</summary>
/// <param name="Arguments">Program name first, or the path of one that every host has there; then its arguments, literally.</param>
public sealed record ExecCommand(ImmutableArray<string> Arguments, bool IgnoreFailure = false)
{
    /// <summary>The program's name; its path is the host's matter (<see cref="RenderSettings.Programs"/>).</summary>
    public string Program => Arguments[0];

    /// <summary>Index of an argument that is the name of a program too, which the first one is to run; or null.</summary>
    public int? ProgramArgument { get; init; }
}
