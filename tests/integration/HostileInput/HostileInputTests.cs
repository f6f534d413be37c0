namespace OciReconciler.IntegrationTests;

/// <summary>
/// Labels that are paths, a manifest with a cycle of 20,000, files of the controller's own that are damaged: nobody loses anything, and
/// nobody waits.
/// </summary>
[Collection<OptionsHost>]
public sealed class HostileInputTests(OptionsHost host)
{
    private Lab Lab => host.Lab;

    [Fact]
    public async Task Label_ThatIsAPath_LeadsNowhere()
    {
        var known = await host.RunAsync("labelled", "docker", Manifest.Idle());
        string[] precious = ["/opt/precious.json", "/opt/precious.jsonl", "/opt/precious", "/var/lib/precious.json", "/etc/precious.json"];
        foreach (var path in precious)
            await Lab.WriteFileAsync(path, "{}");
        foreach (var label in new[] {
            "../../../opt/precious", "../../../../../opt/precious", "/opt/precious", "../../precious", "../../../etc/precious",
            "../../../log/evil", "nobody", "a/../../../opt/precious" })
            (await Lab.ExecAsync("docker", "run", "--rm", "-l", $"oci-reconciler.workload={label}", Manifest.Tool, "true")).Succeeded();

        // An event that comes after all of these is heeded as ever.
        (await Lab.ExecAsync("docker", "rm", "-f", "labelled-docker")).Succeeded();
        await host.Controller.ContainerAsync("docker", "labelled-docker", otherThan: known.Id, TimeSpan.FromSeconds(60));
        await host.Controller.AwaitReadyAsync("labelled-docker");
        (await Lab.ExecAsync(["ls", .. precious])).Succeeded();
        Assert.Equal("", (await Lab.ShellAsync("find /var/log /var/lib /etc /opt /run -name 'evil*' -o -name 'nobody.json*'")).Text);
    }

    [Fact]
    public async Task Manifest_WithACycleOfThousands_IsOneErrorAndBlocksNobody()
    {
        // More than an argument can hold.
        const string Script = """
            awk 'BEGIN {
                printf "{\"containers\":{"
                for (i = 0; i < 20000; i++)
                    printf "%s\"ring%d\":{\"image\":\"x\",\"dependsOn\":[\"ring%d\"]}", i ? ",\n" : "", i, (i + 1) % 20000
                print "}}"
            }' > /var/tmp/ring && mv /var/tmp/ring "$0/ring.json"
            """;
        var cursor = await Lab.JournalCursorAsync();
        (await Lab.ExecAsync("sh", "-ec", Script, Controller.Manifests)).Succeeded();
        await host.RunAsync("beside-thousands", "podman", Manifest.Idle());

        await host.Controller.AwaitLogAsync(cursor, "the dependencies form a cycle: ring0 -> ring1 -> ");
        Assert.Single(await Lab.JournalSinceAsync(cursor), line => line.Contains("form a cycle", StringComparison.Ordinal));
        var size = long.Parse(
            (await Lab.ExecAsync("stat", "-c", "%s", "/run/oci-reconciler/sources.json")).Text,
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(size, 1, 1_000_000);
        await host.Controller.DeleteAsync("ring");
        await Lab.EventuallyAsync(
            "the file is gone", async () => (await Lab.ExecAsync("oci-reconciler", "get")).Stdout,
            seen => !seen.Contains("ring.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_FilesOfOursAreDamaged_NothingIsTouchedAndTheyAreSetAside()
    {
        var podman = await host.RunAsync("damaged", "podman", Manifest.Idle());
        var docker = await host.RunAsync("damaged", "docker", Manifest.Idle());
        var before = await host.Controller.LivesAsync("podman-damaged-podman", "docker-damaged-docker");
        (await Lab.ShellAsync($$$"""
            systemctl stop {{{Controller.Unit}}}
            cd /var/lib/oci-reconciler
            echo '{"good":{},"bad":{"reason":"x"}}' > workloads/damaged-podman.json
            echo '{"{{{Controller.Manifests}}}":{}}' > filesystems.json
            head -c 20 desired/damaged-podman.json > half && mv half desired/damaged-podman.json
            head -c 300 /dev/urandom > desired/damaged-docker.json
            rm events/damaged-podman.jsonl && mkfifo events/damaged-podman.jsonl
            cd /run/oci-reconciler
            echo '{"name":null}' > status/damaged-podman.json
            echo '{"programs":null}' > settings.json
            echo 'null' > sources.json
            rm applied/damaged-docker.json && mkdir applied/damaged-docker.json
            systemctl start {{{Controller.Unit}}}
            """)).Succeeded();

        await host.Controller.AwaitReadyAsync("damaged-podman", "damaged-docker");
        await host.Controller.SettleAsync();
        Assert.Equal(before, await host.Controller.LivesAsync("podman-damaged-podman", "docker-damaged-docker"));
        var aside = (await Lab.ShellAsync(
            "cd /var/lib/oci-reconciler && ls -d */*.damaged *.damaged; cd /run/oci-reconciler && ls -d */*.damaged *.damaged")).Text.Split(
                '\n');
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "workloads/damaged-podman.json.damaged", "filesystems.json.damaged", "desired/damaged-podman.json.damaged",
                    "desired/damaged-docker.json.damaged", "status/damaged-podman.json.damaged", "settings.json.damaged",
                    "sources.json.damaged",
            },
            aside.ToHashSet(StringComparer.Ordinal));
        Assert.Contains("filesystems.json is damaged: ", (await Lab.ExecAsync("oci-reconciler", "get")).Stdout, StringComparison.Ordinal);
        Assert.NotEqual(podman.Id, docker.Id);
        (await Lab.ShellAsync("find /var/lib/oci-reconciler /run/oci-reconciler -name '*.damaged' -exec rm -r {} +")).Succeeded();
    }
}
