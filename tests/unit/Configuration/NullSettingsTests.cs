using System.Text.Json.Nodes;
using OciReconciler.Cli;
using OciReconciler.Configuration;

namespace OciReconciler.UnitTests.Configuration;

/// <summary>Null in the place of any setting: it counts as not given, or is said to be wrong.</summary>
public sealed class NullSettingsTests : IDisposable
{
    private const string All =
        """
        {
          "manifests": ["/m"],
          "sources": [
            { "directory": "/d" },
            {
              "git": {
                "name": "fleet", "url": "https://git.example/fleet", "ref": "main", "path": "apps", "intervalSeconds": 60,
                "timeoutSeconds": 300, "maxBytes": 1000, "maxFiles": 10, "proxy": "http://proxy:3128", "onInvalid": "skip",
                "credentials": {
                  "username": "u", "passwordFile": "/p", "sshKeyFile": "/s", "knownHostsFile": "/k", "caFile": "/c"
                },
                "verify": { "allowedSignersFile": "/a", "keyringFile": "/k", "object": "commit" },
                "applyWindows": [{ "kind": "allow", "cron": "0 2 * * *", "duration": "4h", "timeZone": "UTC" }],
                "windowGraceSeconds": 1, "rollout": { "onFailure": "rollback" },
                "onSync": { "command": ["/bin/true", "x"], "user": "nobody", "credentials": { "token": "/t" }, "timeoutSeconds": 30 }
              }
            }
          ],
          "node": { "name": "web1", "labels": { "role": "edge" }, "values": { "SITE": "fra" } },
          "secrets": { "ageIdentityFile": "/age.key" },
          "backend": "podman", "runtimeDirectory": "/run/x", "stateDirectory": "/var/lib/x", "podmanSocket": "/p", "dockerSocket": "/d",
          "resyncSeconds": 60, "rescanSeconds": 15, "concurrency": 8, "startWaitSeconds": 5, "imageStreamSeconds": 1800,
          "massRemovalGraceSeconds": 60, "allowMassRemoval": false, "debug": false
        }
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    public static TheoryData<string> Places() => [.. Paths(JsonNode.Parse(All)!)];

    [Fact]
    public void Places_AreOfAllSettings()
    {
        var places = Places().Select(row => row.Data).ToList();
        foreach (var type in new[]
        {
            typeof(ReconcilerOptions), typeof(SourceOptions), typeof(GitSourceOptions), typeof(GitCredentialOptions),
            typeof(GitVerifyOptions), typeof(ApplyWindowOptions), typeof(SyncHookOptions), typeof(RevisionRolloutOptions),
            typeof(NodeOptions), typeof(SecretsOptions),
        })
        {
            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            {
                var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
                Assert.Contains(places, place => place.EndsWith($".{name}", StringComparison.Ordinal));
            }
        }

        Write(JsonNode.Parse(All)!);
        Assert.NotEmpty(OptionsLoader.Load(_file).AllSources);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Load_NullThere_IsNotGivenOrRefused(string place)
    {
        var settings = JsonNode.Parse(All)!;
        var target = At(settings, place);
        if (target.Parent is JsonArray list)
            list[target.GetElementIndex()] = null;
        else
            target.Parent![target.GetPropertyName()] = null;
        Write(settings);

        try
        {
            Assert.NotEmpty(OptionsLoader.Load(_file).AllSources.Select(source => source.Directory ?? source.Git!.Name));
        }
        catch (CommandFailure refused)
        {
            Assert.Equal(ExitCodes.Usage, refused.ExitCode);
            Assert.StartsWith(_file, refused.Message, StringComparison.Ordinal);
        }
    }

    private void Write(JsonNode settings) => File.WriteAllText(_file, settings.ToJsonString());

    private static JsonNode At(JsonNode root, string place) => Nodes(root).Single(node => node.GetPath() == place);

    private static IEnumerable<string> Paths(JsonNode root) => Nodes(root).Select(node => node.GetPath()).Where(path => path != "$");

    private static IEnumerable<JsonNode> Nodes(JsonNode node)
    {
        IEnumerable<JsonNode?> below = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return below.OfType<JsonNode>().SelectMany(Nodes).Prepend(node);
    }
}
