using System.Text;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>A registry in a lab, on 127.0.0.1:5000 without TLS, which both engines of the lab take it without.</summary>
public sealed class Registry
{
    /// <summary>Where it listens, as images and logins name it.</summary>
    public const string Host = "127.0.0.1:5000";

    /// <summary>Whom it knows when it has a password.</summary>
    public const string User = "alice";

    private const string Unit = "docker-registry.service";
    private readonly Lab _lab;
    private readonly string? _password;

    private Registry(Lab lab, string? password) => (_lab, _password) = (lab, password);

    /// <summary>Starts one, open to all or, where given a password, to <see cref="User"/> alone.</summary>
    public static async Task<Registry> StartAsync(Lab lab, string? password = null)
    {
        await AllowPlainHttpAsync(lab, Host);
        // Debian 12's own file names a directory where the users' file belongs.
        await lab.WriteFileAsync("/etc/docker/registry/config.yml", $"""
            version: 0.1
            storage:
              filesystem:
                rootdirectory: /var/lib/docker-registry
            http:
              addr: {Host}
            {(password is null ? "" : "auth: {htpasswd: {realm: lab, path: /etc/docker/registry/htpasswd}}")}
            """);
        if (password is not null)
        {
            (await lab.ExecAsync("sh", "-ec", "htpasswd -Bbn \"$1\" \"$2\" > /etc/docker/registry/htpasswd", "sh", User, password))
                .Succeeded();
        }

        var registry = new Registry(lab, password);
        await registry.StartAsync();
        return registry;
    }

    /// <summary>Makes podman take a registry without TLS; docker takes those on the loopback so by itself.</summary>
    public static Task AllowPlainHttpAsync(Lab lab, string host) => lab.WriteFileAsync(
        $"/etc/containers/registries.conf.d/{host.Replace(':', '-')}.conf", $"[[registry]]\nlocation = \"{host}\"\ninsecure = true\n");

    /// <summary>The full name of an image in this registry.</summary>
    public static string Image(string name) => $"{Host}/{name}";

    /// <summary>Switches it on; returns when it answers.</summary>
    public async Task StartAsync()
    {
        (await _lab.ExecAsync("systemctl", "start", Unit)).Succeeded();
        await _lab.EventuallyAsync(
            "the registry answers",
            async () => (await _lab.ExecAsync("curl", "-s", "-o", "/dev/null", $"http://{Host}/v2/")).ExitCode == 0);
    }

    /// <summary>Switches it off: nobody listens there.</summary>
    public async Task StopAsync() => (await _lab.ExecAsync("systemctl", "stop", Unit)).Succeeded();

    /// <summary>Puts one of podman's images into the registry under another name; the engines' own images stay as they are.</summary>
    public async Task PushAsync(string image, string name)
    {
        // Not as an argument: podman tells the journal of a push, and the journal adds the command line.
        const string Credentials = "/dev/shm/push.json";
        var login = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:{_password}"));
        await _lab.WriteFileAsync(Credentials, _password is null ? "{}" : $"{{\"auths\": {{\"{Host}\": {{\"auth\": \"{login}\"}}}}}}");
        (await _lab.ExecAsync("podman", "push", "--quiet", "--authfile", Credentials, image, Image(name))).Succeeded();
        (await _lab.ExecAsync("rm", Credentials)).Succeeded();
    }

    /// <summary>The digest that the registry gives for an image; of one without a password.</summary>
    public async Task<string> DigestAsync(string name)
    {
        var (repository, tag) = (name.Split(':')[0], name.Split(':')[1]);
        var headers = (await _lab.ExecAsync(
            "curl", "-sIf", "-H", "Accept: application/vnd.oci.image.manifest.v1+json", "-H",
            "Accept: application/vnd.docker.distribution.manifest.v2+json",
            $"http://{Host}/v2/{repository}/manifests/{tag}")).Succeeded().Text;
        return headers.Split('\n').Single(line => line.StartsWith("Docker-Content-Digest:", StringComparison.OrdinalIgnoreCase))
            .Split(':', 2)[1].Trim();
    }

    /// <summary>How often somebody has asked for an image, pushes not counted.</summary>
    public async Task<int> AsksAsync(string name)
    {
        var lines = (await _lab.ExecAsync("journalctl", "-q", "--no-pager", "-o", "cat", "-u", Unit)).Text.Split('\n');
        return lines.Count(line =>
            line.Contains($"/v2/{name}/manifests/", StringComparison.Ordinal)
            && (line.Contains("\"GET ", StringComparison.Ordinal) || line.Contains("\"HEAD ", StringComparison.Ordinal))
            && !line.Contains("level=", StringComparison.Ordinal));
    }
}
