using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>
/// A controller that follows git sources, each with a workload that is called after it, and what it says of them.
/// </summary>
internal sealed class TrustHost(Controller controller)
{
    private const string Engine = "podman";

    public Controller Controller => controller;

    public Lab Lab => controller.Lab;

    /// <summary>Gives the service these sources; it may be started then.</summary>
    public static Task ConfigureAsync(Controller controller, params JsonObject[] sources) => controller.ConfigureAsync(new JsonObject
    {
        ["allowMassRemoval"] = true,
        ["sources"] = new JsonArray([.. sources.Select(source => new JsonObject { ["git"] = source })]),
    }.ToJsonString());

    /// <summary>A source that is fetched by https with the right password.</summary>
    public static JsonObject Https(string name, GitRepository repository, GitAccess access) => new()
    {
        ["name"] = name,
        ["url"] = access.HttpsUrl(repository),
        ["ref"] = "main",
        ["intervalSeconds"] = 10,
        ["credentials"] = new JsonObject
        {
            ["username"] = GitServer.User, ["passwordFile"] = access.PasswordFile, ["caFile"] = access.CaFile,
        },
    };

    /// <summary>A source that is fetched by ssh with the right key and host key.</summary>
    public static JsonObject Ssh(string name, GitRepository repository, GitAccess access) => new()
    {
        ["name"] = name,
        ["url"] = access.SshUrl(repository),
        ["ref"] = "main",
        ["intervalSeconds"] = 10,
        ["credentials"] = new JsonObject { ["sshKeyFile"] = access.KeyFile, ["knownHostsFile"] = access.KnownHostsFile },
    };

    /// <summary>The file of a workload.</summary>
    public static (string Path, string? Content) File(string name, string edition, string padding = "")
    {
        var spec = Manifest.Idle(Engine);
        spec["labels"] = new JsonObject { ["edition"] = edition };
        spec["minReadySeconds"] = 0;
        if (padding.Length > 0)
            spec["environment"] = new JsonObject { ["PADDING"] = padding };
        return ($"{name}.json", Manifest.Of(name, spec));
    }

    /// <summary>Asks for a fetch, and waits for what comes of it.</summary>
    public Task<ExecOutcome> SyncAsync(string source, params string[] options) =>
        controller.CommandAsync(["sync", source, "--wait", .. options]);

    /// <summary>What <c>get sources</c> says of a source.</summary>
    public async Task<TrustReport> SeenAsync(string source)
    {
        var outcome = (await controller.CommandAsync("get", "sources", "-o", "json")).Succeeded();
        var items = JsonNode.Parse(outcome.Stdout)!["items"]!.AsArray();
        // A controller that has just started has nothing to say of it yet.
        var git = items.FirstOrDefault(item => (string?)item!["path"] == source)?["git"];
        return new TrustReport(
            $"{git?["state"]}", $"{git?["wanted"]?["commit"]}", $"{git?["accepted"]?["commit"]}", $"{git?["applied"]?["commit"]}",
            $"{git?["error"]?["reason"]}", $"{git?["error"]?["message"]}") { Signer = $"{git?["signer"]}" };
    }

    /// <summary>Waits until a commit is applied, and its edition runs.</summary>
    public async Task AwaitAppliedAsync(string source, string commit, string edition, TimeSpan? timeout = null)
    {
        await Lab.EventuallyAsync(
            $"{source} has {commit} applied", () => SeenAsync(source),
            seen => seen is { State: "applied", Reason: "" } && seen.Accepted == commit && seen.Applied == commit, timeout);
        Assert.Equal(edition, await EditionAsync(source));
    }

    /// <summary>Fetches what was pushed, which is applied.</summary>
    public async Task TakesAsync(string source, string commit, string edition, params string[] options)
    {
        (await SyncAsync(source, options)).Succeeded();
        await AwaitAppliedAsync(source, commit, edition);
    }

    /// <summary>Fetches, which fails or is refused: what was applied stays, and runs untouched.</summary>
    public async Task<TrustReport> RefusesAsync(string source, string reason)
    {
        var (before, lives) = (await SeenAsync(source), await LivesAsync(source));
        var outcome = await SyncAsync(source);
        var after = await SeenAsync(source);
        Assert.True(outcome.ExitCode == 1 && after.Reason == reason, $"{reason} was expected of {source}: {outcome}\n{after}");
        Assert.Equal((before.Accepted, before.Applied), (after.Accepted, after.Applied));
        Assert.Equal(lives, await LivesAsync(source));
        return after;
    }

    /// <summary>Container, invocation and number of starts of a workload.</summary>
    public async Task<string> LivesAsync(string name) =>
        (await controller.LivesAsync($"{Engine}-{name}"))[$"{Engine}-{name}"];

    private async Task<string> EditionAsync(string name)
    {
        var container = await controller.ContainerAsync(Engine, name);
        return (await Lab.ExecAsync(Engine, "inspect", "-f", "{{index .Config.Labels \"edition\"}}", container)).Text;
    }
}

/// <summary>What <c>get sources</c> says of a git source; what it does not say is empty.</summary>
internal sealed record TrustReport(string State, string Wanted, string Accepted, string Applied, string Reason, string Message)
{
    /// <summary>Whose signature the commit in force bears.</summary>
    public required string Signer { get; init; }
}
