using OciReconciler.DBus.Units;
using OciReconciler.Model.Units;

namespace OciReconciler.Units;

/// <summary>Unit definitions in the form that StartTransientUnit takes.</summary>
internal static class TransientUnits
{
    private static readonly TransientProperty[] Nothing = [];

    /// <summary>The slice that keeps the service loaded while it is not running.</summary>
    public static TransientUnit Holder(OwnershipMark mark) => new(Ownership.HolderUnit(mark.Key),
    [
        new TransientProperty.Text("Description", Ownership.HolderDescription(mark)),
        new TransientProperty.Texts("Before", [mark.Unit]),
    ]);

    /// <summary>The service.</summary>
    /// <param name="definition">What it is to be.</param>
    /// <param name="description">For people, ending in our mark.</param>
    /// <param name="settings">Paths of programs and systemd's version.</param>
    public static TransientUnit Service(UnitDefinition definition, string description, RenderSettings settings) => new(definition.Unit,
    [
        new TransientProperty.Text("Description", description),
        new TransientProperty.Text("CollectMode", UnitDefinition.CollectMode),
        .. Texts("After", definition.After),
        .. Texts("Requires", definition.Requires),
        .. Texts("Wants", definition.Wants),
        .. Texts("RequiresMountsFor", definition.RequiresMountsFor),
        .. Text("Type", definition.Type),
        .. Text("NotifyAccess", definition.NotifyAccess),
        .. Text("User", definition.User),
        .. Text("Restart", definition.Restart),
        new TransientProperty.Duration("TimeoutStartUSec", definition.TimeoutStart),
        new TransientProperty.Duration("TimeoutStopUSec", definition.TimeoutStop),
        .. definition.Delegate ? [new TransientProperty.Bool("Delegate", true)] : Nothing,
        .. definition.RuntimeDirectory is { } directory ? Directory(directory) : Nothing,
        .. Texts("Environment", [.. definition.Environment.Select(entry => $"{entry.Key}={entry.Value}")]),
        .. Commands("ExecStartPre", definition.ExecStartPre, settings),
        .. Commands("ExecStart", [definition.ExecStart], settings),
        .. Commands("ExecStop", definition.ExecStop, settings),
        .. Commands("ExecStopPost", definition.ExecStopPost, settings),
    ]);

    /// <summary>A command with the paths that its programs have on this host.</summary>
    public static ExecLine Line(ExecCommand command, RenderSettings settings) => new(
        PathOf(command.Program, settings),
        command.ProgramArgument is { } index
            ? command.Arguments.SetItem(index, PathOf(command.Arguments[index], settings))
            : command.Arguments,
        command.IgnoreFailure);

    private static TransientProperty[] Text(string name, string? value) =>
        value is null ? Nothing : [new TransientProperty.Text(name, value)];

    private static TransientProperty[] Texts(string name, ImmutableArray<string> values) =>
        values.IsEmpty ? Nothing : [new TransientProperty.Texts(name, values)];

    private static TransientProperty[] Directory(string name) =>
    [
        .. Texts("RuntimeDirectory", RuntimeDirectory.Settings(name)),
        new TransientProperty.Asserts("AssertPathExists", RuntimeDirectory.Assertions(name)),
    ];

    private static TransientProperty[] Commands(string name, ImmutableArray<ExecCommand> commands, RenderSettings settings) =>
        commands.IsEmpty
        ? Nothing
        : [new ExecProperty(name, [.. commands.Select(command => Line(command, settings))], settings.SystemdVersion)];

    private static string PathOf(string program, RenderSettings settings) => Path.IsPathRooted(program)
        ? program
        : settings.Programs.GetValueOrDefault(program) ?? throw new StepException(
            Reasons.ProgramNotFound, $"{program} is not installed on this host. Install it, or choose another backend.");
}
