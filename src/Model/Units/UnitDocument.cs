using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OciReconciler.Model.Units;

/// <summary>
/// One unit in the output of <c>render -o json</c>: a contract that scripts rely on. The order of the properties is the order of the
/// output. The last four come only with options of podman that need them.
/// </summary>
public sealed record UnitDocument
{
    // The output goes to a terminal or a file, never into a web page: text stays readable.
    private static readonly UnitDocumentJson Json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    });

    /// <summary>Full unit name.</summary>
    public required string Unit { get; init; }

    /// <summary>The container's name.</summary>
    public required string Container { get; init; }

    /// <summary>"podman" or "docker".</summary>
    public required string Backend { get; init; }

    /// <summary>Whether the controller starts it.</summary>
    public required bool AutoStart { get; init; }

    /// <summary>systemd's Type=, or null for its default.</summary>
    public required string? Type { get; init; }

    /// <summary>systemd's NotifyAccess=, or null for its default.</summary>
    public required string? NotifyAccess { get; init; }

    /// <summary>systemd's Restart=.</summary>
    public required string Restart { get; init; }

    /// <summary>Start time limit: "infinity" or seconds, such as "90s".</summary>
    public required string TimeoutStart { get; init; }

    /// <summary>Stop time limit, likewise.</summary>
    public required string TimeoutStop { get; init; }

    /// <summary>Environment of the engine's command line.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary>After=.</summary>
    public required ImmutableArray<string> After { get; init; }

    /// <summary>Requires=.</summary>
    public required ImmutableArray<string> Requires { get; init; }

    /// <summary>Wants=.</summary>
    public required ImmutableArray<string> Wants { get; init; }

    /// <summary>Argument vectors; a failure that is ignored shows as "-" before the program.</summary>
    public required ImmutableArray<ImmutableArray<string>> ExecStartPre { get; init; }

    /// <summary>Argument vector.</summary>
    public required ImmutableArray<string> ExecStart { get; init; }

    /// <summary>As ExecStartPre.</summary>
    public required ImmutableArray<ImmutableArray<string>> ExecStop { get; init; }

    /// <summary>As ExecStartPre.</summary>
    public required ImmutableArray<ImmutableArray<string>> ExecStopPost { get; init; }

    /// <summary>Where the image comes from.</summary>
    public required UnitImage Image { get; init; }

    /// <summary>User=, left out for root.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    /// <summary>RuntimeDirectory=, left out when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RuntimeDirectory { get; init; }

    /// <summary>Delegate=yes, left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Delegate { get; init; }

    /// <summary>RequiresMountsFor=, left out when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? RequiresMountsFor { get; init; }

    /// <summary>The document of a spec and what it was rendered into.</summary>
    public static UnitDocument From(WorkloadSpec spec, UnitDefinition unit) => new()
    {
        Unit = unit.Unit,
        Container = unit.Container,
        Backend = BackendNames.Of(unit.Backend),
        AutoStart = unit.AutoStart,
        Type = unit.Type,
        NotifyAccess = unit.NotifyAccess,
        Restart = unit.Restart,
        TimeoutStart = SystemdText.TimeSpan(unit.TimeoutStart),
        TimeoutStop = SystemdText.TimeSpan(unit.TimeoutStop),
        Environment = unit.Environment,
        After = unit.After,
        Requires = unit.Requires,
        Wants = unit.Wants,
        ExecStartPre = Commands(unit.ExecStartPre),
        ExecStart = Command(unit.ExecStart),
        ExecStop = Commands(unit.ExecStop),
        ExecStopPost = Commands(unit.ExecStopPost),
        Image = UnitImage.Of(spec),
        User = unit.User,
        RuntimeDirectory = unit.RuntimeDirectory,
        Delegate = unit.Delegate,
        RequiresMountsFor = unit.RequiresMountsFor.IsEmpty ? null : unit.RequiresMountsFor,
    };

    /// <summary>A JSON array of the documents, sorted by unit, indented, without a line break at its end.</summary>
    public static string ToJson(IEnumerable<UnitDocument> documents) =>
        JsonSerializer.Serialize([.. documents.OrderBy(document => document.Unit, StringComparer.Ordinal)], Json.UnitDocumentArray);

    private static ImmutableArray<ImmutableArray<string>> Commands(ImmutableArray<ExecCommand> commands) => [.. commands.Select(Command)];

    private static ImmutableArray<string> Command(ExecCommand command) =>
        command.IgnoreFailure ? command.Arguments.SetItem(0, "-" + command.Program) : command.Arguments;
}
