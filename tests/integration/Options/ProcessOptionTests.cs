namespace OciReconciler.IntegrationTests;

/// <summary>What a container's first process is: its user, place, arguments, environment; and the container's labels.</summary>
[Collection<OptionsHost>]
public sealed class ProcessOptionTests(OptionsHost host)
{
    private const string Directory = "/srv/process";

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task UserHostnameWorkdirEntrypointCmdLabels_AreThoseOfTheFirstProcess(string engine)
    {
        var container = await host.RunAsync("process", engine, new JsonObject
        {
            ["image"] = Manifest.Tool,
            ["user"] = "web:root",
            ["hostname"] = "its-own-name",
            ["workdir"] = "/data",
            ["entrypoint"] = "env",
            ["cmd"] = Manifest.Strings("sh", "-c", Manifest.WaitForTerm, "arg 0", "$arg"),
            ["labels"] = new JsonObject { ["tier"] = "front", ["empty"] = "" },
            ["extraOptions"] = Manifest.Strings("--add-host=elsewhere:192.0.2.7"),
        });

        Assert.Equal("1000 0", (await container.ShellAsync("echo $(id -u) $(id -g)")).Text);
        Assert.Equal("1000 0", (await container.ShellAsync("echo $(stat -c '%u %g' /proc/1)")).Text);
        Assert.Equal("its-own-name", (await container.ShellAsync("hostname")).Text);
        Assert.Equal("/data", (await container.ShellAsync("readlink /proc/1/cwd")).Text);
        Assert.Equal(["env"], await container.InspectListAsync(".Config.Entrypoint"));
        // The entry point has become what it was given.
        Assert.Equal($"sh|-c|{Manifest.WaitForTerm}|arg 0|$arg|", (await container.ShellAsync("tr '\\0' '|' < /proc/1/cmdline")).Text);
        Assert.Matches(@"(?m)^192\.0\.2\.7\s+elsewhere$", (await container.ShellAsync("cat /etc/hosts")).Text);
        var labels = await container.InspectJsonAsync(".Config.Labels");
        var expected = new JsonObject { ["tier"] = "front", ["empty"] = "", ["oci-reconciler.workload"] = container.Name };
        if (engine == "podman")
        {
            expected["PODMAN_SYSTEMD_UNIT"] = container.Unit;
        }

        Assert.True(JsonNode.DeepEquals(expected, labels), labels?.ToJsonString());
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Environment_FilesInOrderAndOwnValues_TheLastWinsAndOwnValuesWinOverFiles(string engine)
    {
        await host.Lab.WriteFileAsync($"{Directory}/first.env", "IN_FIRST=first\nIN_BOTH=first\nIN_ALL=first\n");
        await host.Lab.WriteFileAsync($"{Directory}/second.env", "IN_BOTH=second\nIN_ALL=second\n");
        var spec = Manifest.Idle();
        spec["environment"] = new JsonObject { ["IN_ALL"] = "own", ["IN_MANIFEST"] = "a b" };
        spec["environmentFiles"] = Manifest.Strings($"{Directory}/first.env", $"{Directory}/second.env");

        var container = await host.RunAsync("environment", engine, spec);

        var seen = (await container.EnvironmentAsync()).Where(variable => variable.StartsWith("IN_", StringComparison.Ordinal));
        Assert.Equal(["IN_ALL=own", "IN_BOTH=second", "IN_FIRST=first", "IN_MANIFEST=a b"], seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("podman", "--module", "[containers]\nenv = [\"http_proxy=from-pre-run\"]\n")]
    [InlineData("docker", "--config", """{"proxies":{"default":{"httpProxy":"from-pre-run"}}}""")]
    public async Task PreRunExtraOptions_StandBeforeRun_AndHaveTheirEffect(string engine, string option, string content)
    {
        // docker takes a directory with a config.json in it, podman the file itself.
        var directory = $"{Directory}/{engine}";
        var file = $"{directory}/config.json";
        await host.Lab.WriteFileAsync(file, content);
        var spec = Manifest.Idle();
        spec["preRunExtraOptions"] = Manifest.Strings(option, engine == "docker" ? directory : file);
        spec["extraOptions"] = engine == "podman" ? Manifest.Strings("--http-proxy=false") : [];

        var container = await host.RunAsync("pre-run", engine, spec);

        Assert.Contains("http_proxy=from-pre-run", await container.EnvironmentAsync());
    }
}
