using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Schedules;

public sealed class WindowChecksTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Load_Windows_AreTaken()
    {
        var options = Load("""
            "windowGraceSeconds": 600,
            "applyWindows": [
              {"kind": "allow", "cron": "0 2 * * *", "duration": "4h", "timeZone": "Europe/Berlin"},
              {"kind": "deny", "cron": "0 0 24-31 12 *", "duration": "24h"}
            ]
            """);
        var git = options.Sources[0].Git!;
        Assert.Equal([WindowKind.Allow, WindowKind.Deny], git.ApplyWindows.Select(window => window.Kind!.Value));
        Assert.Equal(("UTC", 600), (git.ApplyWindows[1].TimeZone, git.WindowGraceSeconds));
    }

    [Theory]
    [InlineData("""{"cron": "0 2 * * *", "duration": "4h"}""", """kind: must be "allow" or "deny".""")]
    [InlineData("""{"kind": "allow", "cron": "0 2 * * *", "duration": "4 hours"}""",
        """duration: "4 hours" is no duration from 1m to 24h: write one such as "4h" or "1h30m".""")]
    [InlineData("""{"kind": "allow", "cron": "0 2 * * *", "duration": "59s"}""", """duration: "59s" is no duration from 1m to 24h""")]
    [InlineData("""{"kind": "allow", "cron": "0 2 * * *", "duration": "25h"}""", """duration: "25h" is no duration from 1m to 24h""")]
    [InlineData("""{"kind": "allow", "cron": "0 25 * * *", "duration": "4h"}""", """cron: "0 25 * * *" is no cron expression: """)]
    [InlineData("""{"kind": "allow", "cron": "", "duration": "4h"}""", """cron: "" is no cron expression: """)]
    [InlineData("""{"kind": "allow", "cron": "0 0 30 2 *", "duration": "4h"}""", """cron: "0 0 30 2 *" never comes""")]
    [InlineData("""{"kind": "deny", "cron": "* * * * *", "duration": "1m"}""", "duration: the window never ends")]
    [InlineData("""{"kind": "deny", "cron": "0 0 * * *", "duration": "24h"}""", "duration: the window never ends")]
    [InlineData("""{"kind": "deny", "cron": "0 0 * * *", "duration": "1h", "timeZone": "Europe/Atlantis"}""",
        """timeZone: "Europe/Atlantis" is no time zone: write UTC, or a name such as Europe/Berlin (timedatectl list-timezones).""")]
    [InlineData("""{"kind": "deny", "cron": "0 0 * * *", "duration": "1h", "timeZone": "../../../etc/localtime"}""",
        """timeZone: "../../../etc/localtime" is no time zone""")]
    [InlineData("""{"kind": "deny", "cron": "0 0 * * *", "duration": "1h", "timeZone": ""}""", "timeZone: \"\" is no time zone")]
    public void Load_WrongWindow_SaysWhichSettingAndWhatToDo(string window, string message)
    {
        var failure = Assert.Throws<CommandFailure>(() => Load($"\"applyWindows\": [{window}]"));
        Assert.StartsWith(
            $"{_temporary["settings.json"]}: $.sources[0].git.applyWindows[0].{message}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"windowGraceSeconds\": -1", "windowGraceSeconds: must be from 0 to 86400, and is -1.")]
    [InlineData("\"applyWindows\": [null]", "applyWindows[0]: must be an object.")]
    public void Load_WrongSetting_SaysWhich(string settings, string message)
    {
        var failure = Assert.Throws<CommandFailure>(() => Load(settings));
        Assert.Equal($"{_temporary["settings.json"]}: $.sources[0].git.{message}", failure.Message);
    }

    private ReconcilerOptions Load(string git)
    {
        _temporary.Write("settings.json", "{\"sources\": [{\"git\": {\"name\": \"fleet\", " + "\"url\": \"https://example.org/fleet.git\", "
            + git + "}}]}");
        return OptionsLoader.Load(_temporary["settings.json"]);
    }
}
