using System.Globalization;

namespace OciReconciler.IntegrationTests.Fixtures.Git;

/// <summary>
/// Git servers in a lab, of one test: https by lighttpd and git's http-backend with a CA and a password of their own, ssh by OpenSSH with a
/// host key of its own, and the repositories themselves for <c>file://</c>. Ports and directories are of this server alone, so that tests
/// share a lab. Clients come through <see cref="GitLine"/>s, which can be made slow, hang or break. Other labs reach it as well.
/// </summary>
public sealed class GitServer
{
    /// <summary>Whom https lets in.</summary>
    public const string User = "alice";

    private const int PortsOfEach = 10;
    private static int _count;

    private readonly string _name;
    private readonly int _firstPort;

    private GitServer(Lab lab, string name, int number, string address)
    {
        (Lab, _name, _firstPort, Address) = (lab, $"{name}-{number}", 20_000 + (number * PortsOfEach), address);
        Https = new GitLine(lab, $"git-line-https-{_name}", Port(0), Port(2));
        Ssh = new GitLine(lab, $"git-line-ssh-{_name}", Port(1), Port(3));
    }

    /// <summary>The lab that it runs in.</summary>
    public Lab Lab { get; }

    /// <summary>The lab's address, which other labs reach; another one after a power cut.</summary>
    public string Address { get; }

    /// <summary>What is between https clients and their server.</summary>
    public GitLine Https { get; }

    /// <summary>What is between ssh clients and their server.</summary>
    public GitLine Ssh { get; }

    /// <summary>All that it has on disk.</summary>
    public string Directory => $"/srv/git/{_name}";

    /// <summary>Credentials in its own lab.</summary>
    public GitAccess Access => new(Lab, $"{Directory}/access", "127.0.0.1", this);

    internal string Repositories => $"{Directory}/repositories";

    private string HttpsUnit => $"git-https-{_name}";

    private string SshUnit => $"git-ssh-{_name}";

    /// <summary>Makes keys and certificates, and starts all of it.</summary>
    /// <param name="name">Names directories and units, beside a number of its own.</param>
    public static async Task<GitServer> StartAsync(Lab lab, string name)
    {
        var address = (await lab.ShellAsync("ip -4 -o addr show dev eth0 | awk '{ sub(\"/.*\", \"\", $4); print $4; exit }'")).Text;
        var server = new GitServer(lab, name, Interlocked.Increment(ref _count), address);
        await GitServerFiles.MakeAsync(server);
        await server.StartAsync();
        return server;
    }

    /// <summary>Switches it on, as after a reboot of its lab; returns when it listens.</summary>
    public async Task StartAsync()
    {
        // sshd wants a directory that only its own unit makes.
        (await Lab.ExecAsync("mkdir", "-p", "/run/sshd")).Succeeded();
        (await Lab.ExecAsync(
            "systemd-run", "-q", "--collect", $"--unit={HttpsUnit}", "lighttpd", "-D", "-f", $"{Directory}/lighttpd.conf")).Succeeded();
        (await Lab.ExecAsync(
            "systemd-run", "-q", "--collect", $"--unit={SshUnit}", "/usr/sbin/sshd", "-D", "-e", "-f", $"{Directory}/sshd.conf"))
            .Succeeded();
        await Https.SetAsync(GitFault.None);
        await Ssh.SetAsync(GitFault.None);
        await Lab.EventuallyAsync(
            $"the git servers of {_name} listen", ListeningAsync,
            ports => Enumerable.Range(0, 4).All(number => ports.Contains($":{Port(number)} ", StringComparison.Ordinal)));
    }

    /// <summary>Switches it off: nobody listens, and connections are gone.</summary>
    public async Task StopAsync()
    {
        await Https.StopAsync();
        await Ssh.StopAsync();
        (await Lab.ExecAsync("systemctl", "stop", HttpsUnit, SshUnit)).Succeeded();
    }

    /// <summary>Puts what a client needs to know of this server into another lab.</summary>
    public async Task<GitAccess> AdmitAsync(Lab other)
    {
        var access = new GitAccess(other, $"/srv/git-access/{_name}", Address, this);
        foreach (var file in GitAccess.Files)
        {
            var content = (await Lab.ExecAsync("cat", $"{Access.Directory}/{file}")).Succeeded().Stdout;
            await other.WriteFileAsync($"{access.Directory}/{file}", content);
        }

        (await other.ShellAsync($"chmod 700 {access.Directory}; chmod 600 {access.Directory}/*")).Succeeded();
        return access;
    }

    /// <summary>Gives the server another host key: who has pinned the one before refuses it.</summary>
    public async Task ChangeHostKeyAsync()
    {
        (await Lab.ShellAsync($"rm {Directory}/host_key*; ssh-keygen -q -t ed25519 -N '' -C host -f {Directory}/host_key")).Succeeded();
        (await Lab.ExecAsync("systemctl", "kill", "--signal=HUP", "--kill-whom=main", SshUnit)).Succeeded();
        await Lab.EventuallyAsync(
            "sshd listens with its new key", ListeningAsync, ports => ports.Contains($":{Port(1)} ", StringComparison.Ordinal));
    }

    /// <summary>Gives <see cref="User"/> another password: whoever has the one before is let in no more.</summary>
    public Task ChangePasswordAsync(string password) => Lab.WriteFileAsync($"{Directory}/users", $"{User}:{password}\n");

    /// <summary>How many requests https has had since its start.</summary>
    public async Task<int> RequestsAsync() =>
        int.Parse((await Lab.ShellAsync($"wc -l < {Directory}/access.log")).Text, CultureInfo.InvariantCulture);

    internal int Port(int number) => _firstPort + number;

    private async Task<string> ListeningAsync() => (await Lab.ExecAsync("ss", "-Htln")).Text;
}
