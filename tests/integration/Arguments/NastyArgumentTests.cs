using System.Text;
using System.Text.Json;

namespace OciReconciler.IntegrationTests;

/// <summary>What a manifest says arrives in the container byte for byte, whatever systemd and a shell would make of it.</summary>
public sealed class NastyArgumentTests(Labs labs)
{
    private static readonly string[] Nasty =
    [
        "$HOME", "${X}", "$X", "a$$b", "$$", "$", "%h", "%n", "%%", "'single'", "\"double\"", "it's \"both\"",
        "back\\slash", "\\", "\\n", "\\x41", "two\nlines", "[Service]\nEnvironment=INJECTED=1", "\ttab ", "", " ", ";", "a;b", "@x", "!x",
        "-dash", "{\"a\":[1]}", "*", "~", "`id`", "$(id)", "#no comment", "grüße ☃ 日本 🐳",
    ];

    [Theory]
    [InlineData(DebianRelease.Trixie, "podman", 257)]
    [InlineData(DebianRelease.Trixie, "docker", 257)]
    [InlineData(DebianRelease.Bookworm, "podman", 252)]
    [InlineData(DebianRelease.Bookworm, "docker", 252)]
    public async Task NastyValues_BeforeAndAfterDaemonReloadAndRestart_ArriveIntact(DebianRelease release, string engine, int systemd)
    {
        await using var lab = await labs.OwnAsync(release);
        Assert.StartsWith($"systemd {systemd} ", (await lab.ExecAsync("systemctl", "--version")).Text, StringComparison.Ordinal);
        var controller = await Controller.StartAsync(lab);
        var spec = Manifest.Idle(engine, ["sh", .. Nasty]);
        spec["environment"] = Numbered("NASTY_");
        spec["labels"] = Numbered("nasty.");
        await controller.DropAsync("nasty", Manifest.Of("nasty", spec));
        await controller.AwaitReadyAsync("nasty");
        var container = await controller.ContainerAsync(engine, "nasty");
        await AssertIntactAsync(lab, engine, container);
        Assert.Equal("no", await lab.UnitPropertyAsync($"{engine}-nasty.service", "NeedDaemonReload"));

        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        (await lab.ExecAsync("systemctl", "restart", $"{engine}-nasty.service")).Succeeded();

        await AssertIntactAsync(lab, engine, await controller.ContainerAsync(engine, "nasty", otherThan: container));
        Assert.Equal("loaded", await lab.UnitPropertyAsync($"{engine}-nasty.service", "LoadState"));
    }

    private static JsonObject Numbered(string prefix)
    {
        var values = new JsonObject();
        for (var i = 0; i < Nasty.Length; i++)
        {
            values[$"{prefix}{i}"] = Nasty[i];
        }

        return values;
    }

    // The kernel's own record of the container's first process: nothing in the container takes part in the reading.
    private static async Task AssertIntactAsync(Lab lab, string engine, string container)
    {
        var process = (await lab.ExecAsync(engine, "container", "inspect", "-f", "{{.State.Pid}}", container)).Text;
        var arguments = await NulSeparatedAsync(lab, $"/proc/{process}/cmdline");
        Assert.Equal(["sh", "-c", Manifest.WaitForTerm, "sh", .. Nasty], arguments);

        var environment = await NulSeparatedAsync(lab, $"/proc/{process}/environ");
        Assert.Equal(Expected("NASTY_"), environment.Where(entry => entry.StartsWith("NASTY_", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));
        Assert.DoesNotContain("INJECTED=1", environment);

        var json = (await lab.ExecAsync(engine, "container", "inspect", "-f", "{{json .Config.Labels}}", container)).Text;
        var labels = JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
        Assert.Equal(
            Expected("nasty."),
            labels.Where(label => label.Key.StartsWith("nasty.", StringComparison.Ordinal))
                .Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Expected(string prefix) =>
        Nasty.Select((value, i) => $"{prefix}{i}={value}").Order(StringComparer.Ordinal);

    private static async Task<string[]> NulSeparatedAsync(Lab lab, string path)
    {
        var bytes = Convert.FromBase64String((await lab.ExecAsync("base64", "-w", "0", path)).Text);
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        return text[..^1].Split('\0');
    }
}
