using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>What is measured, how often and of which programs: from the environment, where <c>lab/bench</c> puts it.</summary>
/// <param name="Rows">Letters of rows, or <c>growth</c>; all letters when it is empty.</param>
/// <param name="Rounds">How often everything is measured.</param>
/// <param name="Sizes">Numbers of workloads, ascending.</param>
/// <param name="Many">How many on-demand workloads are defined in one go.</param>
/// <param name="IdleSeconds">How long an idle controller is watched.</param>
/// <param name="Patience">How long many workloads may take until they are as declared, in seconds.</param>
/// <param name="Programs">The builds: the one of this tree first.</param>
/// <param name="Instruments">Directory of the compiled programs of lab/instruments.</param>
/// <param name="Results">Directory for what comes out.</param>
/// <param name="Report">The document that it is put into, or null.</param>
internal sealed record BenchSettings(
    ImmutableArray<string> Rows, int Rounds, ImmutableArray<int> Sizes, int Many, int IdleSeconds, int Patience,
    ImmutableArray<BenchProgram> Programs, string Instruments, string Results, string? Report)
{
    /// <summary>Names the rows that show how CPU grows with the number of workloads.</summary>
    public const string Growth = "growth";

    /// <summary>Reads it.</summary>
    public static BenchSettings FromEnvironment()
    {
        var rows = List("ROWS", "");
        var sizes = rows.Contains(Growth) ? "10,100,1000,5000" : "0,10,100,1000";
        return new(
            rows, Number("ROUNDS", "5"), [.. List("SIZES", sizes).Select(Parse)], Number("MANY", "2000"), Number("IDLE_SECONDS", "60"),
            Number("PATIENCE", "600"),
            [
                new(BenchProgram.This, Required("NAME"), Required("PROGRAM")),
                .. Setting("BASE") is { Length: > 0 } file ? [new BenchProgram(BenchProgram.Base, Required("BASE_NAME"), file)]
                    : Array.Empty<BenchProgram>(),
            ],
            Required("INSTRUMENTS"), Required("RESULTS"), Setting("REPORT") is { Length: > 0 } report ? report : null);
    }

    /// <summary>Whether a row is asked for.</summary>
    public bool Has(string row) => Rows.IsEmpty ? row != Growth : Rows.Contains(row);

    /// <summary>Whether any of these is, each a letter.</summary>
    public bool HasAny(string rows) => rows.Any(row => Has($"{row}"));

    private static ImmutableArray<string> List(string name, string otherwise) =>
        [.. (Setting(name) is { Length: > 0 } text ? text : otherwise).Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static int Number(string name, string otherwise) => Parse(Setting(name) is { Length: > 0 } text ? text : otherwise);

    private static int Parse(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string? Setting(string name) => Environment.GetEnvironmentVariable($"BENCH_{name}");

    private static string Required(string name) =>
        Setting(name) is { Length: > 0 } value ? value : throw new InvalidOperationException($"BENCH_{name} is not set: run `make bench`");
}
