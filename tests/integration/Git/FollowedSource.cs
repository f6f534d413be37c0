using System.Globalization;
using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>A git source of the controller in a lab.</summary>
internal sealed class FollowedSource(Controller controller, string name)
{
    // Fetches, pulls and starts, on a machine that many tests share.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Settings of a source by https, with the CA and the password of the server.</summary>
    public static JsonObject Https(string name, GitAccess access, GitRepository repository) => Settings(
        name, access.HttpsUrl(repository), new JsonObject
        {
            ["username"] = GitServer.User,
            ["passwordFile"] = access.PasswordFile,
            ["caFile"] = access.CaFile,
        });

    /// <summary>Settings of a source by ssh, with a key and the host key of the server.</summary>
    public static JsonObject Ssh(string name, GitAccess access, GitRepository repository) => Settings(
        name, access.SshUrl(repository), new JsonObject
        {
            ["sshKeyFile"] = access.KeyFile,
            ["knownHostsFile"] = access.KnownHostsFile,
        });

    /// <summary>Settings of a source in a directory of the host.</summary>
    public static JsonObject File(string name, GitRepository repository) => Settings(name, repository.FileUrl, credentials: null);

    /// <summary>A settings file with these sources and, where given, what the host is.</summary>
    public static string SettingsFile(JsonObject? node, params JsonObject[] sources)
    {
        var settings = new JsonObject
        {
            ["sources"] = new JsonArray([.. sources.Select(source => new JsonObject { ["git"] = source.DeepClone() })]),
        };
        if (node is not null)
            settings["node"] = node.DeepClone();
        return settings.ToJsonString();
    }

    /// <summary>Runs <c>sync --wait</c>, with options.</summary>
    public Task<ExecOutcome> SyncAsync(params string[] options) =>
        controller.CommandAsync(["sync", name, "--wait", .. options]);

    /// <summary>Runs <c>sync --wait</c>; fails the test unless it says that this commit is applied.</summary>
    public async Task FollowAsync(string commit, params string[] options)
    {
        (await SyncAsync(options)).Succeeded();
        await AwaitAppliedAsync(commit);
    }

    /// <summary>Runs <c>sync --wait</c>; fails the test unless it says that the newest commit is not taken, and why.</summary>
    public async Task RefuseAsync(params string[] why)
    {
        var outcome = await SyncAsync();
        Assert.True(outcome.ExitCode == 1, outcome.ToString());
        var sources = (await controller.CommandAsync("get", "sources")).Text;
        foreach (var text in why)
        {
            Assert.Contains(text, sources, StringComparison.Ordinal);
        }
    }

    /// <summary>Waits until a commit is applied by itself.</summary>
    public Task AwaitAppliedAsync(string commit) => controller.Lab.EventuallyAsync(
        $"{name} has applied {commit}",
        ReportAsync,
        git => (string?)git?["applied"]?["commit"] == commit && (string?)git["state"] == "applied",
        Patience);

    /// <summary>Waits until its newest revision is in a state.</summary>
    public Task AwaitStateAsync(string state) => controller.Lab.EventuallyAsync(
        $"{name} is {state}", ReportAsync, git => (string?)git?["state"] == state, Patience);

    /// <summary>What <c>get sources</c> says of it; null: nothing.</summary>
    public async Task<JsonNode?> ReportAsync()
    {
        var sources = JsonNode.Parse((await controller.CommandAsync("get", "sources", "-o", "json")).Text)!["items"]!.AsArray();
        return sources.FirstOrDefault(source => (string?)source?["path"] == name)?["git"];
    }

    /// <summary>The host's time in microseconds since 1970.</summary>
    public async Task<long> NowAsync() =>
        long.Parse((await controller.Lab.ExecAsync("date", "+%s%N")).Text, CultureInfo.InvariantCulture) / 1000;

    /// <summary>Waits until the last fetch is so long ago that the next one is not put off.</summary>
    public Task AwaitGapAsync() => controller.Lab.EventuallyAsync(
        $"{name} was fetched 2 s ago",
        async () => await NowAsync() - Microseconds((await ReportAsync())!["lastFetch"]!),
        age => age > 2_000_000);

    private static long Microseconds(JsonNode time) =>
        DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture).UtcTicks / TimeSpan.TicksPerMicrosecond
            - DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMicrosecond;

    // Nothing but what asks for a fetch makes one while a test runs.
    private static JsonObject Settings(string name, string url, JsonObject? credentials)
    {
        var git = new JsonObject { ["name"] = name, ["url"] = url, ["ref"] = "main", ["intervalSeconds"] = 3600 };
        if (credentials is not null)
            git["credentials"] = credentials;
        return git;
    }
}
