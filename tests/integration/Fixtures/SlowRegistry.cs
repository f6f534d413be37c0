namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>The lab's registry behind a line of about 160 kB/s, on 127.0.0.1:5002.</summary>
public sealed class SlowRegistry
{
    /// <summary>Where it listens, as images name it.</summary>
    public const string Host = "127.0.0.1:5002";

    private const string Proxy = """
        use strict; use warnings; use IO::Socket::INET;
        $SIG{CHLD} = 'IGNORE'; $SIG{PIPE} = 'IGNORE';
        my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 5002, Listen => 64, ReuseAddr => 1) or die $!;
        while (1) {
            my $client = $server->accept or next;
            if (fork) { close $client; next; }
            my $registry = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 5000) or exit;
            if (fork) { while (sysread $client, my $bytes, 65536) { syswrite $registry, $bytes; } shutdown $registry, 1; }
            else {
                while (sysread $registry, my $bytes, 16384) { syswrite $client, $bytes; select undef, undef, undef, 0.1; }
                shutdown $client, 1;
            }
            exit;
        }
        """;

    private readonly Lab _lab;
    private readonly Registry _registry;

    private SlowRegistry(Lab lab, Registry registry) => (_lab, _registry) = (lab, registry);

    /// <summary>Starts it.</summary>
    public static async Task<SlowRegistry> StartAsync(Lab lab)
    {
        var registry = await Registry.StartAsync(lab);
        await Registry.AllowPlainHttpAsync(lab, Host);
        await lab.WriteFileAsync("/opt/slow.pl", Proxy);
        (await lab.ExecAsync("systemd-run", "-q", "--unit=slow-registry", "perl", "/opt/slow.pl")).Succeeded();
        await lab.EventuallyAsync(
            "the slow registry answers",
            async () => (await lab.ExecAsync("curl", "-s", "-o", "/dev/null", $"http://{Host}/v2/")).ExitCode == 0);
        return new SlowRegistry(lab, registry);
    }

    /// <summary>Makes a web server's image with a layer of its own that takes some ten seconds to pull; no engine has it.</summary>
    /// <returns>Its full name.</returns>
    public async Task<string> MakeAsync(string name, string greeting)
    {
        (await _lab.ShellAsync($"""
            podman create -q --name source {Manifest.Web} > /dev/null
            head -c 1500000 /dev/urandom > /run/blob && podman cp /run/blob source:/blob
            podman commit -q -c 'ENV GREETING="{greeting}"' source localhost/source:1 > /dev/null && podman rm source > /dev/null
            """)).Succeeded();
        await _registry.PushAsync("localhost/source:1", name);
        (await _lab.ShellAsync("podman rmi localhost/source:1 > /dev/null; podman image prune -f > /dev/null")).Succeeded();
        return $"{Host}/{name}";
    }
}
