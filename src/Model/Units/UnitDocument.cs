using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Model.Workloads;

namespace OciReconciler.Model.Units;

/// <summary>
/// One unit in the output of <c>render -o json</c>: a contract that scripts rely on. The order of the properties is the order of the output.
/// The last four come only with options of podman that need them.
/// </summary>
/// <param name="Unit">Full unit name.</param>
/// <param name="Container">The container's name.</param>
/// <param name="Backend">"podman" or "docker".</param>
/// <param name="AutoStart">Whether the controller starts it.</param>
/// <param name="Type">systemd's Type=, or null for its default.</param>
/// <param name="NotifyAccess">systemd's NotifyAccess=, or null for its default.</param>
/// <param name="Restart">systemd's Restart=.</param>
/// <param name="TimeoutStart">Start time limit: "infinity" or seconds, such as "90s".</param>
/// <param name="TimeoutStop">Stop time limit, likewise.</param>
/// <param name="Environment">Environment of the engine's command line.</param>
/// <param name="After">After=.</param>
/// <param name="Requires">Requires=.</param>
/// <param name="Wants">Wants=.</param>
/// <param name="ExecStartPre">Argument vectors; a failure that is ignored shows as "-" before the program.</param>
/// <param name="ExecStart">Argument vector.</param>
/// <param name="ExecStop">As ExecStartPre.</param>
/// <param name="ExecStopPost">As ExecStartPre.</param>
/// <param name="Image">Where the image comes from.</param>
/// <param name="User">User=, left out for root.</param>
/// <param name="RuntimeDirectory">RuntimeDirectory=, left out when there is none.</param>
/// <param name="Delegate">Delegate=yes, left out otherwise.</param>
/// <param name="RequiresMountsFor">RequiresMountsFor=, left out when there is none.</param>
public sealed record UnitDocument(
    string Unit,
    string Container,
    string Backend,
    bool AutoStart,
    string? Type,
    string? NotifyAccess,
    string Restart,
    string TimeoutStart,
    string TimeoutStop,
    ImmutableSortedDictionary<string, string> Environment,
    ImmutableArray<string> After,
    ImmutableArray<string> Requires,
    ImmutableArray<string> Wants,
    ImmutableArray<ImmutableArray<string>> ExecStartPre,
    ImmutableArray<string> ExecStart,
    ImmutableArray<ImmutableArray<string>> ExecStop,
    ImmutableArray<ImmutableArray<string>> ExecStopPost,
    UnitImage Image,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? User,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RuntimeDirectory,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Delegate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? RequiresMountsFor)
{
    // The output goes to a terminal or a file, never into a web page: text stays readable.
    private static readonly UnitDocumentJson Json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    });

    /// <summary>The document of a spec and what it was rendered into.</summary>
    public static UnitDocument From(WorkloadSpec spec, UnitDefinition unit) => new(
        unit.Unit,
        unit.Container,
        BackendNames.Of(unit.Backend),
        unit.AutoStart,
        unit.Type,
        unit.NotifyAccess,
        unit.Restart,
        SystemdText.TimeSpan(unit.TimeoutStart),
        SystemdText.TimeSpan(unit.TimeoutStop),
        unit.Environment,
        unit.After,
        unit.Requires,
        unit.Wants,
        Commands(unit.ExecStartPre),
        Command(unit.ExecStart),
        Commands(unit.ExecStop),
        Commands(unit.ExecStopPost),
        UnitImage.Of(spec),
        unit.User,
        unit.RuntimeDirectory,
        unit.Delegate,
        unit.RequiresMountsFor.IsEmpty ? null : unit.RequiresMountsFor);

    /// <summary>A JSON array of the documents, sorted by unit, indented, without a line break at its end.</summary>
    public static string ToJson(IEnumerable<UnitDocument> documents) =>
        JsonSerializer.Serialize([.. documents.OrderBy(document => document.Unit, StringComparer.Ordinal)], Json.UnitDocumentArray);

    private static ImmutableArray<ImmutableArray<string>> Commands(ImmutableArray<ExecCommand> commands) => [.. commands.Select(Command)];

    private static ImmutableArray<string> Command(ExecCommand command) =>
        command.IgnoreFailure ? command.Arguments.SetItem(0, "-" + command.Program) : command.Arguments;
}
