using OciReconciler.Model.StartFailures;

namespace OciReconciler.UnitTests.StartFailures;

/// <summary>
/// messages.json has what the clients of both engines, in both releases, wrote when they could not start a container, with what stands
/// around it in the journal of a unit.
/// </summary>
public sealed class StartFailureTests
{
    [Fact]
    public void Classify_MessagesOfBothEngines_AreDistinguished()
    {
        var wrong = new List<string>();
        using var stream = typeof(StartFailureTests).Assembly.GetManifestResourceStream("start-failure-messages.json")!;
        using var document = JsonDocument.Parse(stream);
        foreach (var message in document.RootElement.EnumerateArray())
        {
            var engine = Text(message, "engine");
            string[] lines = [.. message.GetProperty("output").EnumerateArray().Select(line => line.GetString()!)];
            var found = ClientOutput.Find(engine.StartsWith("docker", StringComparison.Ordinal) ? Backend.Docker : Backend.Podman, lines);
            var reason = found is null ? "nothing" : StartFailureClassifier.Classify(found).Reason;
            if (reason != Text(message, "reason"))
                wrong.Add($"{engine}, {Text(message, "case")}: {reason} and not {Text(message, "reason")}: {found}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("unable to find network with name or ID web net: network not found", MissingKind.Network, "web net")]
    [InlineData("network front not found", MissingKind.Network, "front")]
    [InlineData("statfs /srv/no such: no such file or directory", MissingKind.Path, "/srv/no such")]
    [InlineData("invalid mount config for type \"bind\": bind source path does not exist: /srv/www", MissingKind.Path, "/srv/www")]
    [InlineData("error while creating mount source path '/proc/x': mkdir /proc/x: no such file or directory", MissingKind.Path, "/proc/x")]
    [InlineData("stat /dev/ttyUSB0: no such file or directory", MissingKind.Device, "/dev/ttyUSB0")]
    [InlineData("error gathering device information while adding custom device \"/dev/x\": no such file or directory", MissingKind.Device,
        "/dev/x")]
    [InlineData("parsing file \"/etc/web.env\": open /etc/web.env: no such file or directory", MissingKind.Path, "/etc/web.env")]
    public void Classify_WhatIsMissing_IsNamed(string text, MissingKind kind, string name) =>
        Assert.Equal(new MissingObject(kind, name), StartFailureClassifier.Classify(text).Missing);

    [Theory]
    [InlineData("unresolvable CDI devices nvidia.com/gpu=all")]
    [InlineData("/srv/file: not a device node")]
    [InlineData("listen tcp4 :80: bind: address already in use")]
    [InlineData("unknown flag: --x")]
    public void Classify_WhatCannotBeSeenWhenItIsThere_IsNotNamed(string text) =>
        Assert.Null(StartFailureClassifier.Classify(text).Missing);

    [Theory]
    [InlineData(Backend.Podman, "4f1c0d5a")]
    [InlineData(Backend.Podman, "4f1c0d5a", "Error: reading CIDFile: open /run/podman-web.ctr-id: no such file or directory")]
    [InlineData(
        Backend.Docker, "Error response from daemon: No such container: web", "config is wrong",
        "Error response from daemon: No such container: web")]
    [InlineData(Backend.Docker, "Error: No such container: web", "sh: nosuch: not found", "Error: No such container: web")]
    [InlineData(Backend.Docker)]
    public void Find_TheContainerEndedByItself_IsNothing(Backend backend, params string[] lines) =>
        Assert.Null(ClientOutput.Find(backend, lines));

    [Fact]
    public void Find_SeveralThingsAreWrong_ReportsAllOfThem() => Assert.Equal(
        "invalid config for network bridge: invalid endpoint settings: * one * two",
        ClientOutput.Find(
            Backend.Docker,
            [
                "docker: Error response from daemon: invalid config for network bridge: invalid endpoint settings:", "* one", "* two",
                "See 'docker run --help'.",
            ]));

    [Fact]
    public void Find_TextFromOutside_IsOneShortLineWithoutControlCharacters()
    {
        var found = ClientOutput.Find(Backend.Podman, ["Error: \u001b]0;x\u0007" + new string('x', 10_000)]);
        Assert.NotNull(found);
        Assert.True(found.Length < 1000);
        Assert.DoesNotContain(found, char.IsControl);
    }

    [Fact]
    public void Message_SaysWhatTheEngineSaidAndWhatToDo() => Assert.Equal(
        "docker could not start it: listen tcp4 0.0.0.0:80: bind: address already in use. Free the port, or publish another one.",
        StartFailureClassifier.Classify("listen tcp4 0.0.0.0:80: bind: address already in use").MessageOf(Backend.Docker));

    private static string Text(JsonElement message, string name) => message.GetProperty(name).GetString()!;
}
