using System.Collections.Immutable;
using OciReconciler.DBus.Units;
using OciReconciler.Model.Conditions;
using OciReconciler.Model.Units;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Units;

/// <summary>Unit definitions in the form that StartTransientUnit takes.</summary>
internal static class TransientUnits
{
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
    public static TransientUnit Service(UnitDefinition definition, string description, RenderSettings settings)
    {
        var properties = ImmutableArray.CreateBuilder<TransientProperty>();
        properties.Add(new TransientProperty.Text("Description", description));
        properties.Add(new TransientProperty.Text("CollectMode", UnitDefinition.CollectMode));
        AddTexts("After", definition.After);
        AddTexts("Requires", definition.Requires);
        AddTexts("Wants", definition.Wants);
        AddTexts("RequiresMountsFor", definition.RequiresMountsFor);
        AddText("Type", definition.Type);
        AddText("NotifyAccess", definition.NotifyAccess);
        AddText("User", definition.User);
        AddText("Restart", definition.Restart);
        properties.Add(new TransientProperty.Duration("TimeoutStartUSec", definition.TimeoutStart));
        properties.Add(new TransientProperty.Duration("TimeoutStopUSec", definition.TimeoutStop));
        if (definition.Delegate)
            properties.Add(new TransientProperty.Bool("Delegate", true));
        if (definition.RuntimeDirectory is { } directory)
        {
            AddTexts("RuntimeDirectory", RuntimeDirectory.Settings(directory));
            properties.Add(new TransientProperty.Asserts("AssertPathExists", RuntimeDirectory.Assertions(directory)));
        }

        AddTexts("Environment", [.. definition.Environment.Select(entry => $"{entry.Key}={entry.Value}")]);
        AddCommands("ExecStartPre", definition.ExecStartPre);
        AddCommands("ExecStart", [definition.ExecStart]);
        AddCommands("ExecStop", definition.ExecStop);
        AddCommands("ExecStopPost", definition.ExecStopPost);
        return new TransientUnit(definition.Unit, properties.ToImmutable());

        void AddText(string name, string? value)
        {
            if (value is not null)
                properties.Add(new TransientProperty.Text(name, value));
        }

        void AddTexts(string name, ImmutableArray<string> values)
        {
            if (!values.IsEmpty)
                properties.Add(new TransientProperty.Texts(name, values));
        }

        void AddCommands(string name, ImmutableArray<ExecCommand> commands)
        {
            if (!commands.IsEmpty)
                properties.Add(new ExecProperty(name, [.. commands.Select(command => Line(command, settings))], settings.SystemdVersion));
        }
    }

    /// <summary>A command with the paths that its programs have on this host.</summary>
    public static ExecLine Line(ExecCommand command, RenderSettings settings) => new(
        PathOf(command.Program, settings),
        command.ProgramArgument is { } index
            ? command.Arguments.SetItem(index, PathOf(command.Arguments[index], settings))
            : command.Arguments,
        command.IgnoreFailure);

    private static string PathOf(string program, RenderSettings settings) => Path.IsPathRooted(program)
        ? program
        : settings.Programs.GetValueOrDefault(program) ?? throw new StepException(
            Reasons.ProgramNotFound, $"{program} is not installed on this host. Install it, or choose another backend.");
}
