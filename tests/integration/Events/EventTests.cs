using System.Text.Json;

namespace OciReconciler.IntegrationTests;

/// <summary>What happened to a workload is told in order, on disk and in the journal.</summary>
public sealed class EventTests(Labs labs)
{
    private const int Port = 8080;
    private const string Unit = "podman-web.service";

    [Fact]
    public async Task Events_ReportTheStoryOfAWorkload_AlsoAfterARestart_AndAsItHappens()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        // What takes longer to start has an event of its own, and a machine may be slow.
        await controller.ConfigureAsync("{\"startWaitSeconds\": 60}");
        await controller.StartAsync();
        await controller.DropAsync("web", Manifest.WebServer("web", "podman", Port, "first"));
        await controller.AwaitReadyAsync("web");
        await controller.DropAsync("web", Manifest.Of("web", new() { ["image"] = "localhost/oci-demo/nowhere:1", ["pull"] = "never" }));
        await AwaitEventsAsync(lab, "a repeated failure", seen => seen.Contains("ImageNotFound Warning *", StringComparison.Ordinal));
        await controller.EditAsync("web", Manifest.WebServer("web", "podman", Port, "second"));
        await AwaitEventsAsync(lab, "the end of the change", seen => seen.Contains("ChangeEnded", StringComparison.Ordinal));
        await FollowAsync(lab);

        (await lab.ExecAsync("systemctl", "restart", Controller.Unit)).Succeeded();
        await controller.DeleteAsync("web");
        await controller.AwaitGoneAsync("podman", "web");

        string[] story =
        [
            "Created Normal", "Started Normal", "ImageNotFound Warning *", "SpecChanged Normal", "Stopped Normal", "Created Normal",
                "Started Normal", "ChangeEnded Normal",
            "ManifestRemoved Normal", "Stopped Normal", "Removed Normal",
        ];
        Assert.Equal(story, (await EventsAsync(lab)).Split('\n'));
        await AssertTableAsync(lab);
        await AssertJournalAsync(lab);
        await AssertFollowedAsync(lab);

        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        Assert.Equal(story, (await EventsAsync(lab)).Split('\n'));
        var unknown = await lab.ExecAsync("oci-reconciler", "events", "nobody");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("no workload named nobody", unknown.Stderr, StringComparison.Ordinal);
    }

    // Each event as REASON TYPE, with * when it is counted, oldest first.
    private static async Task<string> EventsAsync(Lab lab)
    {
        var outcome = await lab.ExecAsync("oci-reconciler", "events", "web", "-o", "json");
        using var document = JsonDocument.Parse(outcome.Text);
        return string.Join('\n', document.RootElement.GetProperty("items").EnumerateArray().Select(item =>
            $"{item.GetProperty("reason")} {item.GetProperty("type")}{(item.GetProperty("count").GetInt32() > 1 ? " *" : "")}"));
    }

    private static Task AwaitEventsAsync(Lab lab, string description, Func<string, bool> isExpected) =>
        lab.EventuallyAsync($"events show {description}", () => EventsAsync(lab), isExpected);

    private static async Task FollowAsync(Lab lab)
    {
        (await lab.ExecAsync("systemd-run", "--quiet", "--unit=follow", "oci-reconciler", "events", "web", "-w")).Succeeded();
        await lab.EventuallyAsync(
            "what was there is printed", () => FollowedAsync(lab), lines => lines.Contains("SpecChanged", StringComparison.Ordinal));
    }

    private static async Task AssertFollowedAsync(Lab lab)
    {
        var lines = await lab.EventuallyAsync(
            "what happened since is printed", () => FollowedAsync(lab),
            lines => lines.Contains("Removed podman-web.service", StringComparison.Ordinal));
        Assert.Equal(1, lines.Split('\n').Count(line => line.StartsWith("LAST SEEN", StringComparison.Ordinal)));
        Assert.Equal(1, lines.Split('\n').Count(line => line.Contains(" ManifestRemoved ", StringComparison.Ordinal)));
    }

    private static async Task<string> FollowedAsync(Lab lab) =>
        (await lab.ExecAsync("journalctl", "-q", "-o", "cat", "-u", "follow.service")).Stdout;

    private static async Task AssertTableAsync(Lab lab)
    {
        var lines = (await lab.ExecAsync("oci-reconciler", "events")).Text.Split('\n');
        Assert.Matches("^LAST SEEN +TYPE +REASON +OBJECT +COUNT +MESSAGE$", lines[0]);
        Assert.Matches($"^[0-9ms]+ +Normal +Created +web +Defined {Unit} with image {Manifest.Web}\\.$", lines[1]);
        Assert.Matches("^[0-9ms]+ +Warning +ImageNotFound +web +[0-9]+ +localhost/oci-demo/nowhere:1 is not there", lines[3]);
    }

    private static async Task AssertJournalAsync(Lab lab)
    {
        var entries = await JournalAsync(lab, "OCI_RECONCILER_WORKLOAD=web");
        var decided = Assert.Single(entries, entry => Field(entry, "OCI_RECONCILER_REASON") == "SpecChanged");
        Assert.Equal(
            ("Replace", Unit, "6", Controller.Unit),
            (Field(decided, "OCI_RECONCILER_ACTION"), Field(decided, "OCI_RECONCILER_UNIT"), Field(decided, "PRIORITY"),
                Field(decided, "_SYSTEMD_UNIT")));
        Assert.Equal(("journal", "oci-reconciler"), (Field(decided, "_TRANSPORT"), Field(decided, "SYSLOG_IDENTIFIER")));
        Assert.StartsWith("web: SpecChanged: The manifest changed in spec.", Field(decided, "MESSAGE"), StringComparison.Ordinal);
        Assert.Contains(entries, entry => Field(entry, "OCI_RECONCILER_REASON") == "ImageNotFound" && Field(entry, "PRIORITY") == "4");

        // No line of these went to standard error as well, and the unit's own log shows them.
        var all = (await JournalAsync(lab, "_SYSTEMD_UNIT=" + Controller.Unit)).Select(entry => Field(entry, "MESSAGE")).ToList();
        Assert.Single(all, message => message == Field(decided, "MESSAGE"));
        var ofUnit = await lab.ExecAsync("journalctl", "-q", "-o", "cat", "-u", Unit);
        Assert.Contains(Field(decided, "MESSAGE")!, ofUnit.Stdout, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<JsonElement>> JournalAsync(Lab lab, string match)
    {
        var outcome = await lab.ExecAsync("journalctl", "-q", "--no-pager", "-o", "json", match);
        return [.. outcome.Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    private static string? Field(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.ToString() : null;
}
