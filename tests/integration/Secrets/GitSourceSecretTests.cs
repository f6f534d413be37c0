using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// A repository behind a password, with a secret in it and a command that is told of it: what is secret is where it is needed alone, and
/// the units that meet the repository and the network have next to no rights.
/// </summary>
public sealed class GitSourceSecretTests(Labs labs)
{
    private const string Source = "fleet";
    private const string Identity = "/etc/oci-reconciler/age.key";
    private const string TokenFile = "/etc/oci-reconciler/notify.token";
    private const string WebhookUnit = "oci-reconciler-webhook@1.service";

    // systemd-analyze takes tenths: 0 is all that can be taken, 100 nothing. A worker has the network; a request of a webhook has none.
    private const int MostOfWorker = 20;
    private const int MostOfWebhook = 10;

    // What comes in between is not told.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _password = AgeSecrets.New();
    private readonly string _next = AgeSecrets.New();
    private readonly string _token = AgeSecrets.New();

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Secrets_OfAGitSource_AreNowhereButWhereTheyAreNeeded(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        var server = await GitServer.StartAsync(lab, "secrets");
        var repository = await GitRepository.CreateAsync(server, Source);
        await AgeSecrets.MakeIdentitiesAsync(lab, Identity);
        var first = await PushAsync(repository, lab, "a secret", _password);
        await ConfigureAsync(controller, server.Access, repository);
        await controller.StartAsync();

        await AwaitAppliedAsync(controller, first);
        Assert.Equal(_password, await ReadAsync(lab));
        Assert.All(
            await SecretSearch.FindAsync(lab, _password),
            place => Assert.StartsWith("file /run/oci-reconciler/secrets/web/", place, StringComparison.Ordinal));
        Assert.Empty(await SecretSearch.FindAsync(lab, "right-password"));
        await AssertToldAsync(lab, "accepted", first, isWrong: false);
        await AssertToldAsync(lab, "applied", first, isWrong: false);

        var broken = await repository.PushFilesAsync("a mistake", ("broken.json", "{ \"kind\": "));
        await controller.CommandAsync("sync", Source);
        await AssertToldAsync(lab, "refused", broken, isWrong: true);
        await repository.CommitAsync("no mistake", ("broken.json", null));
        var second = await PushAsync(repository, lab, "another secret", _next);
        await controller.CommandAsync("sync", Source);
        await AwaitAppliedAsync(controller, second);
        Assert.Equal(_next, await ReadAsync(lab));
        await lab.EventuallyAsync(
            "the plain text of the version before is gone",
            async () => string.Join(", ", await SecretSearch.FindAsync(lab, _password)), places => places.Length == 0);
        Assert.All(await SecretSearch.FindAsync(lab, _token), place => Assert.Equal($"file {TokenFile}", place));

        foreach (var unit in new[] { "oci-reconciler-webhook.socket", "oci-reconciler-webhook@.service" })
            await lab.InstallUnitAsync(unit);
        await AssertExposedLittleAsync(lab, SourceReading.WorkerOf(Source), MostOfWorker);
        await AssertExposedLittleAsync(lab, WebhookUnit, MostOfWebhook);
    }

    private static async Task<string> PushAsync(GitRepository repository, Lab lab, string subject, string password)
    {
        var spec = Manifest.Idle();
        spec["minReadySeconds"] = 1;
        spec["secrets"] = new JsonArray(new JsonObject { ["name"] = "password", ["ageFile"] = "secrets/password.age" });
        return await repository.PushFilesAsync(
            subject, ("web.json", Manifest.Of("web", spec)),
            ("secrets/password.age", await AgeSecrets.EncryptAsync(lab, password, Identity)));
    }

    private async Task ConfigureAsync(Controller controller, GitAccess access, GitRepository repository)
    {
        var lab = controller.Lab;
        await lab.WriteFileAsync(TokenFile, _token);
        await lab.WriteFileAsync("/usr/local/bin/told", """
            #!/bin/sh
            echo "told $(sha256sum < "$CREDENTIALS_DIRECTORY/token" | cut -c1-64) $(cat)"
            """);
        (await lab.ShellAsync($"chmod 600 {TokenFile}; chmod 755 /usr/local/bin/told")).Succeeded();
        await controller.ConfigureAsync(new JsonObject
        {
            ["secrets"] = new JsonObject { ["ageIdentityFile"] = Identity },
            ["sources"] = new JsonArray(new JsonObject
            {
                ["git"] = new JsonObject
                {
                    ["name"] = Source,
                    ["url"] = access.HttpsUrl(repository),
                    ["intervalSeconds"] = 600,
                    ["credentials"] = new JsonObject
                    {
                        ["username"] = GitServer.User, ["passwordFile"] = access.PasswordFile, ["caFile"] = access.CaFile,
                    },
                    ["onSync"] = new JsonObject
                    {
                        ["command"] = Manifest.Strings("/usr/local/bin/told"),
                        ["credentials"] = new JsonObject { ["token"] = TokenFile },
                    },
                },
            }),
        }.ToJsonString());
    }

    private static Task AwaitAppliedAsync(Controller controller, string commit) => controller.Lab.EventuallyAsync(
        $"{commit} is applied", () => SourceReading.OfAsync(controller, Source), seen => seen.Applied == commit, Patience);

    private static async Task<string> ReadAsync(Lab lab) =>
        (await lab.ExecAsync("podman", "exec", "web", "cat", "/run/secrets/password")).Stdout;

    // The hook's line: told DIGEST-OF-ITS-CREDENTIAL JSON
    private async Task AssertToldAsync(Lab lab, string state, string commit, bool isWrong)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_token)));
        var line = (await lab.EventuallyAsync(
            $"the hook is told that {commit} is {state}",
            async () => (await lab.ExecAsync("journalctl", "-q", "-o", "cat", "-u", $"oci-reconciler-hook-{Source}")).Stdout,
            lines => Find(lines) is not null, Patience)).Split('\n');
        using var notice = JsonDocument.Parse(Find(string.Join('\n', line))!);
        var root = notice.RootElement;
        Assert.Equal(1, root.GetProperty("version").GetInt32());
        Assert.Equal(Source, root.GetProperty("source").GetString());
        Assert.Equal(isWrong, root.GetProperty("isWrong").GetBoolean());
        Assert.Equal(commit, root.GetProperty("commit").GetProperty("id").GetString());

        string? Find(string lines) => lines.Split('\n').Where(each => each.StartsWith($"told {digest} ", StringComparison.Ordinal))
            .Select(each => each[$"told {digest} ".Length..])
            .FirstOrDefault(each => each.Contains($"\"state\":\"{state}\"", StringComparison.Ordinal)
                && each.Contains(commit, StringComparison.Ordinal));
    }

    private static async Task AssertExposedLittleAsync(Lab lab, string unit, int most)
    {
        var security = await lab.ExecAsync("systemd-analyze", "security", "--no-pager", $"--threshold={most}", unit);
        var verdict = security.Stdout.Split('\n').FirstOrDefault(line => line.Contains("Overall exposure level", StringComparison.Ordinal));
        Figure.Print($"systemd-analyze security, {lab.Release}", verdict ?? "no verdict");
        Assert.True(security.ExitCode == 0, security.Stdout);
    }
}
