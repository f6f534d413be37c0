namespace OciReconciler.IntegrationTests;

/// <summary>
/// Secrets that a manifest has as age has encrypted them: files and environment of a container, and nothing anywhere else.
/// </summary>
public sealed class AgeSecretTests(Labs labs)
{
    private const string Identity = "/etc/oci-reconciler/age.key";
    private const string Other = "/etc/oci-reconciler/other.key";

    private readonly string _password = AgeSecrets.New();
    private readonly string _token = AgeSecrets.New();
    private readonly string _next = AgeSecrets.New();

    [Theory]
    [ClassData<LabEngines>]
    public async Task Secrets_OfAManifest_AreInTheContainerAloneAndAnotherIsAnotherVersion(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await StartAsync(lab);
        await controller.DropAsync("web", await WebAsync(lab, engine, _password, Identity));
        await controller.AwaitReadyAsync("web");
        Assert.Equal(_password, await ReadAsync(lab, engine, "/run/secrets/password"));
        Assert.Equal(_password, await ReadAsync(lab, engine, "/etc/key"));
        Assert.Equal("1000:1001 440", (await lab.ExecAsync(engine, "exec", "web", "stat", "-c", "%u:%g %a", "/etc/key")).Text);
        Assert.Equal(_token, (await lab.ExecAsync(engine, "exec", "web", "sh", "-c", "echo $TOKEN")).Text);
        Assert.Equal(
            "711 700", (await lab.ShellAsync("stat -c %a /run/oci-reconciler/secrets /run/oci-reconciler/secrets/web | xargs")).Text);
        await AssertIsNowhereElseAsync(lab);

        // Another ciphertext is another version, with a file of its own.
        await controller.EditAsync("web", await WebAsync(lab, engine, _next, Identity));
        await AwaitPasswordAsync(lab, engine, _next);
        await controller.AwaitReadyAsync("web");
        await lab.EventuallyAsync(
            "the plain text of the version before is removed",
            async () => (await lab.ShellAsync($"grep -rl {_password} /run/oci-reconciler | wc -l")).Text == "0");

        // One that is for somebody else is held back.
        var lives = await controller.LivesAsync($"{engine}-web");
        await controller.DropAsync("web", await WebAsync(lab, engine, _password, Other));
        await controller.AwaitAsync(
            "web", "says for whom the secret is not",
            seen => seen.Has("Degraded", "True", "SecretNotDecrypted") && seen.Conditions.Contains(Identity, StringComparison.Ordinal));
        Assert.Equal(_next, await ReadAsync(lab, engine, "/run/secrets/password"));
        Assert.Equal(lives, await controller.LivesAsync($"{engine}-web"));

        await controller.DeleteAsync("web");
        await controller.AwaitGoneAsync(engine, "web");
        await lab.EventuallyAsync(
            "nothing is left of its secrets", async () => (await lab.ShellAsync("ls /run/oci-reconciler/secrets")).Text.Length == 0);
    }

    [Fact]
    public async Task Secrets_AfterAReboot_AreMadeAgainAndAreAConditionWithoutAnIdentity()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await StartAsync(lab);
        (await lab.ExecAsync("systemctl", "enable", Controller.Unit)).Succeeded();
        await controller.DropAsync("web", await WebAsync(lab, "podman", _password, Identity));
        await controller.AwaitReadyAsync("web");
        (await lab.ExecAsync("mv", Identity, "/root/age.key")).Succeeded();
        await lab.RebootAsync();
        await controller.AwaitAsync(
            "web", "says that the identity is missing", seen => seen.Has("Degraded", "True", "SecretIdentityMissing"));
        (await lab.ExecAsync("mv", "/root/age.key", Identity)).Succeeded();
        await controller.AwaitReadyAsync("web");
        Assert.Equal(_password, await ReadAsync(lab, "podman", "/run/secrets/password"));

        // A restart by hand finds the file there.
        (await lab.ExecAsync("systemctl", "restart", "podman-web.service")).Succeeded();
        await AwaitPasswordAsync(lab, "podman", _password);
    }

    [Fact]
    public async Task Secrets_PodmanOfAUser_AreThatUsersAlone()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        // The lab's own storage is an overlay already, on which a user's podman cannot stack one.
        (await lab.ShellAsync("""
            useradd --uid 2342 --create-home --home-dir /var/lib/redis --shell /usr/sbin/nologin redis
            sed -i '/^redis:/d' /etc/subuid /etc/subgid
            usermod --add-subuids 200000-265535 --add-subgids 200000-265535 redis
            mkdir -p /var/lib/redis/.config/containers
            printf '[storage]\ndriver = "vfs"\n' > /var/lib/redis/.config/containers/storage.conf
            chown -R redis: /var/lib/redis
            """)).Succeeded();
        var controller = await StartAsync(lab);
        await controller.DropAsync("redis", Manifest.Of("redis", new JsonObject
        {
            ["image"] = Manifest.Web,
            ["imageFile"] = "/usr/share/oci-demo/web-1.tar",
            ["podman"] = new JsonObject { ["user"] = "redis" },
            ["secrets"] = new JsonArray(
                new JsonObject { ["name"] = "password", ["age"] = await AgeSecrets.EncryptAsync(lab, _password, Identity) },
                new JsonObject
                {
                    ["name"] = "env", ["age"] = await AgeSecrets.EncryptAsync(lab, $"GREETING={_token}", Identity), ["environment"] = true,
                }),
            ["ports"] = Manifest.Strings("6379:80"),
        }));
        await controller.AwaitReadyAsync("redis");
        await controller.AwaitAnswerAsync(6379, _token);
        Assert.Equal(
            _password,
            (await lab.ExecAsync(
                "systemd-run", "--quiet", "--pipe", "--wait", "--collect", "--property=User=redis", "podman", "exec", "redis", "cat",
                "/run/secrets/password")).Stdout);
        Assert.Equal(
            "2342 600", (await lab.ShellAsync("stat -c '%u %a' /run/oci-reconciler/secrets/redis/* | sort -u")).Succeeded().Text);
        Assert.NotEqual(0, (await lab.ShellAsync(
            "systemd-run --quiet --pipe --wait --property=DynamicUser=yes cat /run/oci-reconciler/secrets/redis/*")).ExitCode);
    }

    private static async Task<Controller> StartAsync(Lab lab)
    {
        var controller = await Controller.InstallAsync(lab);
        await AgeSecrets.MakeIdentitiesAsync(lab, Identity, Other);
        await controller.ConfigureAsync(
            $$"""{"resyncSeconds": 5, "secrets": { "ageIdentityFile": "{{Identity}}" } }""");
        await controller.StartAsync();
        return controller;
    }

    private async Task<string> WebAsync(Lab lab, string engine, string password, string identity)
    {
        var spec = Manifest.Idle(engine);
        spec["minReadySeconds"] = 1;
        spec["secrets"] = new JsonArray(
            new JsonObject { ["name"] = "password", ["age"] = await AgeSecrets.EncryptAsync(lab, password, identity) },
            new JsonObject
            {
                ["name"] = "key", ["age"] = await AgeSecrets.EncryptAsync(lab, password, identity), ["target"] = "/etc/key",
                ["owner"] = "1000:1001", ["mode"] = "0440",
            },
            new JsonObject
            {
                ["name"] = "env", ["age"] = await AgeSecrets.EncryptAsync(lab, $"TOKEN={_token}\n", identity), ["environment"] = true,
            });
        return Manifest.Of("web", spec);
    }

    private static async Task<string> ReadAsync(Lab lab, string engine, string path) =>
        (await lab.ExecAsync(engine, "exec", "web", "cat", path)).Stdout;

    private static Task AwaitPasswordAsync(Lab lab, string engine, string password) => lab.EventuallyAsync(
        "the container has the secret", async () => await ReadAsync(lab, engine, "/run/secrets/password") == password);

    private async Task AssertIsNowhereElseAsync(Lab lab)
    {
        var places = await SecretSearch.FindAsync(lab, _password);
        Assert.Equal(2, places.Count);
        Assert.All(places, place => Assert.StartsWith("file /run/oci-reconciler/secrets/web/", place, StringComparison.Ordinal));
        // An engine keeps the environment of its containers, and their processes have it.
        Assert.All(
            await SecretSearch.FindAsync(lab, _token),
            place => Assert.Matches(
                "^(file (/run/oci-reconciler/secrets/web/env-|/var/lib/(containers|docker)/|/run/(containers|crun|docker|"
                + "libpod|containerd|runc)/|/var/lib/containerd/)|process (sh|sleep|busybox)$)", place));
    }
}
