namespace OciReconciler.UnitTests.Simulation.Systemd;

/// <summary>What a unit's definition says, as far as the simulation minds it.</summary>
internal sealed record UnitText
{
    public static UnitText Empty { get; } = new();

    public string Description { get; init; } = "";

    public ImmutableArray<string> After { get; init; } = [];

    public ImmutableArray<string> Before { get; init; } = [];

    public ImmutableArray<string> Requires { get; init; } = [];

    public ImmutableArray<string> Wants { get; init; } = [];

    public bool CollectsFailed { get; init; }

    public bool Notifies { get; init; }

    public bool Restarts { get; init; }

    /// <summary>Program and arguments; empty for a unit that runs nothing the simulation knows.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>All that it names: loading it loads these, and they stay loaded with it.</summary>
    public IEnumerable<string> Names =>
        After.Concat(Before).Concat(Requires).Concat(Wants).Where(name => name.EndsWith(".service", StringComparison.Ordinal));

    public static UnitText Of(TransientUnit unit)
    {
        return new UnitText
        {
            Description = Text("Description"),
            After = Texts("After"),
            Before = Texts("Before"),
            Requires = Texts("Requires"),
            Wants = Texts("Wants"),
            CollectsFailed = Text("CollectMode") == "inactive-or-failed",
            Notifies = Text("Type") == "notify",
            Restarts = Text("Restart") == "always",
            Command = unit.Properties.OfType<ExecProperty>()
                .FirstOrDefault(property => property.Name is "ExecStart" or "ExecStartEx")?.Lines[0].Arguments ?? [],
        };

        string Text(string name) =>
            unit.Properties.OfType<TransientProperty.Text>().FirstOrDefault(property => property.Name == name)?.Value ?? "";

        ImmutableArray<string> Texts(string name) =>
            unit.Properties.OfType<TransientProperty.Texts>().FirstOrDefault(property => property.Name == name)?.Values ?? [];
    }
}
