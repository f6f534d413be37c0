using System.Globalization;
using Microsoft.Extensions.Logging;
using OciReconciler.Cli;
using OciReconciler.Model.Events;
using OciReconciler.Model.Status;
using OciReconciler.Telemetry;
using OciReconciler.Terminal;

namespace OciReconciler.UnitTests.Cli;

/// <summary>
/// Text of others in each place of what is printed: no terminal acts on it, no line is broken by it, and JSON has it as it is.
/// </summary>
public sealed class TerminalOutputTests
{
    private const string Hostile = "\u001b]0;owned\a\u001b[2J\u009b1m\u202e\u2066\r\nx\ttab\u200b\U000e0041";

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly WorkloadEvent Happened = new()
    {
        FirstTime = Now, LastTime = Now, Type = EventType.Warning, Reason = Hostile, Message = Hostile, Workload = Hostile,
            Source = Hostile,
    };

    private static readonly WorkloadStatus Status = new()
    {
        Name = "web", Backend = "podman", Unit = Hostile, File = Hostile, Image = Hostile, AutoStart = true, InSync = false,
            Phase = "Blocked",
        Warnings = [new PrepareWarning("LoginFailed", Hostile)], DependsOn = [Hostile],
        Conditions = [new Condition("Ready", "False", Hostile, Hostile, Now), new Condition("Degraded", "True", Hostile, Hostile, Now)],
    };

    private static readonly SourcesReport Sources = new()
    {
        Problems = [Hostile],
        Sources =
        [
            new SourceReport
            {
                Path = Hostile, State = "ready", Message = Hostile, IgnoredCount = 30,
                    Ignored = [new IgnoredReport { Path = Hostile, Reason = Hostile }],
                Files = [
                    new FileReport { Path = Hostile, State = "invalid",
                        Errors = [new FileErrorReport { Line = 1, Path = Hostile, Message = Hostile }] }],
            },
        ],
    };

    private static GetView View(bool isOfOne) =>
        new([new GetRow(Status, new UnitStatus(Hostile, "", "loaded", Hostile, Hostile, 0, ""), LiveKnown: true)], Sources,
            ControllerRuns: true, [Happened]) { IsOfOne = isOfOne };

    [Theory]
    [InlineData("table", false)]
    [InlineData("wide", false)]
    [InlineData("table", true)]
    public void Get_Table_IsSafeLineByLine(string output, bool isOfOne) =>
        AssertSafe(Written(writer => writer.WriteText(GetOutput.Format(View(isOfOne), output))), GetOutput.Format(View(isOfOne), output)
            .Split('\n').Length);

    [Fact]
    public void Get_Json_HasTheTextAsItIs()
    {
        var written = Written(writer => writer.WriteJson(GetOutput.Format(View(isOfOne: false), "json")));
        AssertSafe(written, written.Split('\n').Length - 1);
        Assert.Equal(Hostile, JsonDocument.Parse(written).RootElement.GetProperty("items")[0].GetProperty("status").GetProperty("image")
            .GetString());
    }

    [Fact]
    public void Events_TableAndJson_AreSafe()
    {
        AssertSafe(Written(writer => writer.WriteLines(EventsOutput.Table([Happened], Now))), 2);
        var line = Written(writer => writer.WriteJson(EventsOutput.JsonLine(Happened)));
        AssertSafe(line, 1);
        Assert.Equal(Hostile, JsonDocument.Parse(line).RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public void Describe_Text_IsSafeLineByLine()
    {
        var view = new DescribeView {
            Name = Hostile, Unit = Hostile, Status = Status, SystemdAnswers = true, Dependents = [Hostile], Events = [Happened],
            Log = [Hostile] };
        AssertSafe(Written(writer => writer.WriteLines(DescribeOutput.Text(view, Now))), DescribeOutput.Text(view, Now).Count());
    }

    [Fact]
    public void Plan_TextAndJson_AreSafe()
    {
        var report = new PlanReport(
            [new PlannedWorkload("web", "replace", Hostile, Hostile, [new FieldChange("spec.cmd", null, $"[\"{Hostile}\"]")],
                Waits: false)]);
        AssertSafe(Written(writer => writer.WriteLines(report.ToLines())), 3);
        var json = Written(writer => writer.WriteJson(report.ToJson()));
        Assert.Equal(Hostile, JsonDocument.Parse(json).RootElement.GetProperty("workloads")[0].GetProperty("message").GetString());
    }

    [Fact]
    public void Errors_OfFilesAndArguments_AreSafe()
    {
        AssertSafe(
            Written(
                writer => writer.WriteLine(new Model.Manifests.Json.ManifestError($"/m/{Hostile}.json", 1, "$", Hostile).ToString())), 1);
        AssertSafe(Written(writer => writer.WriteLine(KnownWorkload.Unknown(Hostile, []).Message)), 1);
        AssertSafe(Written(writer => writer.WriteLines(UsageErrors.Lines(CommandLine.Root().Parse(["get", $"-{Hostile}"])))), 2);
    }

    [Fact]
    public void Log_Line_IsSafe()
    {
        using var text = new StringWriter();
        new LineFormatter().Write(new LogEntry<string>(LogLevel.Warning, "x", default, Hostile, null, (state, _) => state), null, text);
        var line = text.ToString();
        AssertSafe(line.Replace(TerminalWriter.EraseLine, "", StringComparison.Ordinal), 1);
        Assert.Contains(@"\u001b]0;owned", line, StringComparison.Ordinal);
    }

    private static string Written(Action<TerminalWriter> write)
    {
        using var text = new StringWriter();
        write(new TerminalWriter(() => text));
        return text.ToString();
    }

    private static void AssertSafe(string written, int lines)
    {
        Assert.EndsWith("\n", written, StringComparison.Ordinal);
        Assert.Equal(lines, written.Count(character => character == '\n'));
        Assert.DoesNotContain(written.Replace("\n", "", StringComparison.Ordinal).EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
