namespace OciReconciler.IntegrationTests;

/// <summary>
/// NOT an engine: a stand-in for docker in a lab, so light that two hundred containers cost little. Its "docker run" is a process that
/// sleeps; its API knows what the controller asks. systemd, D-Bus and the controller are real.
/// </summary>
public static class EngineStandIn
{
    /// <summary>Where its API listens.</summary>
    public const string Socket = "/run/stand-in/docker.sock";

    // run: registers the container, and is it. rm and stop end it.
    private const string Command = """
        #!/bin/sh
        verb=$1
        for argument; do case $argument in --name=*) name=${argument#--name=} ;; esac; done
        case $verb in
            run)
                echo "$$ $(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')" > "/run/stand-in/containers/$name"
                exec sleep infinity ;;
            rm) for name; do :; done; rm -f "/run/stand-in/containers/$name" ;;
            stop)
                for name; do :; done
                kill "$(cut -d' ' -f1 "/run/stand-in/containers/$name")" 2> /dev/null
                rm -f "/run/stand-in/containers/$name" ;;
        esac
        """;

    private const string Api = """
        use strict; use warnings; use IO::Socket::UNIX; use Socket;
        $SIG{CHLD} = 'IGNORE'; $SIG{PIPE} = 'IGNORE';
        unlink $ARGV[0];
        my $server = IO::Socket::UNIX->new(Type => SOCK_STREAM, Local => $ARGV[0], Listen => 256) or die $!;
        while (1) {
            my $client = $server->accept or next;
            if (fork) { close $client; next; }
            my $request = <$client> // ''; my $length = 0;
            while (my $line = <$client>) { last if $line =~ /^\r?$/; $length = $1 if $line =~ /^content-length:\s*(\d+)/i; }
            read $client, my $body, $length if $length;
            my ($status, $json) = ('200 OK', '{}');
            if ($request =~ m{/events}) {
                print $client "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
                $client->flush; sleep 3600; exit;
            }
            elsif ($request =~ m{/containers/json}) {
                my @rows;
                for my $path (glob '/run/stand-in/containers/*') {
                    open my $file, '<', $path or next;
                    my ($pid, $id) = split ' ', <$file>; my ($name) = $path =~ m{([^/]+)$};
                    my $state = -d "/proc/$pid" ? 'running' : 'exited';
                    push @rows, qq({"Id":"$id","Names":["/$name"],"ImageID":"sha256:@{['1' x 64]}","State":"$state","Status":"",)
                        . qq("Created":1767225600,"Labels":{"oci-reconciler.workload":"$name"}});
                }
                $json = '[' . join(',', @rows) . ']';
            }
            elsif ($request =~ m{/containers/([^/?]+)/json}) {
                my $name = $1;
                if (open my $file, '<', "/run/stand-in/containers/$name") {
                    my ($pid, $id) = split ' ', <$file>; my $runs = -d "/proc/$pid" ? 'true' : 'false';
                    $json = qq({"Id":"$id","Name":"/$name","Image":"sha256:@{['1' x 64]}",)
                        . qq("Config":{"Labels":{"oci-reconciler.workload":"$name"}},)
                        . qq("State":{"Running":$runs,"Status":"running","ExitCode":0,"StartedAt":"2026-01-01T00:00:00Z"}});
                } else { ($status, $json) = ('404 Not Found', qq({"message":"no such container"})); }
            }
            elsif ($request =~ m{^DELETE }) { $json = '[]'; }
            elsif ($request =~ m{/images/json}) { $json = qq([{"Id":"sha256:@{['1' x 64]}","RepoTags":["stand-in:1"],"RepoDigests":[]}]); }
            elsif ($request =~ m{/images/.*/json}) { $json = qq({"Id":"sha256:@{['1' x 64]}"}); }
            print $client "HTTP/1.1 $status\r\nContent-Type: application/json\r\nContent-Length: @{[length $json]}\r\n";
            print $client "Connection: close\r\n\r\n$json";
            exit;
        }
        """;

    /// <summary>Starts it; the controller that is started afterwards uses it.</summary>
    public static async Task StartAsync(Controller controller)
    {
        var lab = controller.Lab;
        await lab.WriteFileAsync("/opt/stand-in/docker", Command);
        await lab.WriteFileAsync("/opt/stand-in/api.pl", Api);
        await lab.WriteFileAsync(
            "/etc/oci-reconciler/config.json", $"{{\"dockerSocket\": \"{Socket}\", \"backend\": \"docker\", \"resyncSeconds\": 3600}}");
        await lab.WriteFileAsync($"/etc/systemd/system/{Controller.Unit}.d/stand-in.conf", $"""
            [Service]
            Environment=PATH=/opt/stand-in:/usr/local/bin:/usr/bin:/bin
            ExecStart=
            ExecStart=/usr/local/bin/oci-reconciler run --config /etc/oci-reconciler/config.json --manifests {Controller.Manifests}
            """);
        (await lab.ShellAsync(
            "chmod +x /opt/stand-in/docker; mkdir -p /run/stand-in/containers; systemctl daemon-reload; systemd-run -q --unit=stand-in "
            + $"perl /opt/stand-in/api.pl {Socket}")).Succeeded();
        await lab.EventuallyAsync("the stand-in listens", async () => (await lab.ExecAsync("test", "-S", Socket)).ExitCode == 0);
    }
}
