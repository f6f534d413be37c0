using System.Collections.Immutable;
using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;
using OciReconciler.Model.Units;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Executing;

/// <summary>Unit definitions in the form that StartTransientUnit takes.</summary>
internal static class TransientUnits
{
    /// <summary>The slice that keeps the service loaded while it is not running.</summary>
    public static TransientUnit Holder(OwnershipMark mark) => new(Ownership.HolderUnit(mark.Key),
    [
        TransientProperty.Text("Description", Ownership.HolderDescription(mark)),
        TransientProperty.Texts("Before", [mark.Unit]),
    ]);

    /// <summary>The service.</summary>
    /// <param name="definition">What it is to be.</param>
    /// <param name="description">For people, ending in our mark.</param>
    /// <param name="settings">Paths of programs and systemd's version.</param>
    public static TransientUnit Service(UnitDefinition definition, string description, RenderSettings settings)
    {
        var properties = ImmutableArray.CreateBuilder<KeyValuePair<string, BusValue>>();
        properties.Add(TransientProperty.Text("Description", description));
        properties.Add(TransientProperty.Text("CollectMode", UnitDefinition.CollectMode));
        AddTexts(properties, "After", definition.After);
        AddTexts(properties, "Requires", definition.Requires);
        AddTexts(properties, "Wants", definition.Wants);
        AddTexts(properties, "RequiresMountsFor", definition.RequiresMountsFor);
        AddText(properties, "Type", definition.Type);
        AddText(properties, "NotifyAccess", definition.NotifyAccess);
        AddText(properties, "User", definition.User);
        AddText(properties, "Restart", definition.Restart);
        properties.Add(TransientProperty.Duration("TimeoutStartUSec", definition.TimeoutStart));
        properties.Add(TransientProperty.Duration("TimeoutStopUSec", definition.TimeoutStop));
        if (definition.Delegate)
            properties.Add(TransientProperty.Bool("Delegate", true));
        if (definition.RuntimeDirectory is { } directory)
            properties.Add(TransientProperty.Texts("RuntimeDirectory", [directory]));
        AddTexts(properties, "Environment", [.. definition.Environment.Select(entry => $"{entry.Key}={entry.Value}")]);
        AddCommands("ExecStartPre", definition.ExecStartPre);
        AddCommands("ExecStart", [definition.ExecStart]);
        AddCommands("ExecStop", definition.ExecStop);
        AddCommands("ExecStopPost", definition.ExecStopPost);
        return new TransientUnit(definition.Unit, properties.ToImmutable());

        void AddCommands(string property, ImmutableArray<ExecCommand> commands)
        {
            if (!commands.IsEmpty)
                properties.Add(TransientProperty.ExecCommands(property, commands.Select(command => Line(command, settings)), settings.SystemdVersion));
        }
    }

    /// <summary>A command with the path that its program has on this host.</summary>
    public static ExecLine Line(ExecCommand command, RenderSettings settings) =>
        settings.Programs.TryGetValue(command.Program, out var path)
            ? new ExecLine(path, command.Arguments, command.IgnoreFailure)
            : throw new StepException("ProgramNotFound", $"{command.Program} is not installed on this host. Install it, or choose another backend.");

    private static void AddText(ImmutableArray<KeyValuePair<string, BusValue>>.Builder properties, string name, string? value)
    {
        if (value is not null)
            properties.Add(TransientProperty.Text(name, value));
    }

    private static void AddTexts(ImmutableArray<KeyValuePair<string, BusValue>>.Builder properties, string name, ImmutableArray<string> values)
    {
        if (!values.IsEmpty)
            properties.Add(TransientProperty.Texts(name, values));
    }
}
