namespace OciReconciler.IntegrationTests.Fixtures.Git;

/// <summary>What is between clients and a server: a proxy that passes bytes on, or has a fault. One process in a unit of its own.</summary>
/// <param name="unit">Its unit.</param>
/// <param name="target">Port of the server, on the loopback of the lab.</param>
/// <param name="port">Where it listens, on all addresses.</param>
public sealed class GitLine(Lab lab, string unit, int target, int port)
{
    private const string Program = """
        use strict; use warnings; use IO::Socket::INET;
        my ($port, $target, $kind, $limit) = @ARGV;
        $SIG{CHLD} = 'IGNORE'; $SIG{PIPE} = 'IGNORE';
        my $server = IO::Socket::INET->new(LocalPort => $port, Listen => 64, ReuseAddr => 1) or die $!;
        system 'systemd-notify', '--ready';
        sub put { my ($to, $bytes) = @_; while (length $bytes) { my $done = syswrite $to, $bytes or exit; substr $bytes, 0, $done, ''; } }
        while (1) {
            my $client = $server->accept or next;
            if (fork) { close $client; next; }
            close $server;
            exit if $kind eq 'close';
            if ($kind eq 'hang') { sleep 1 while 1; }
            my $peer = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $target) or exit;
            my $up = fork;
            if (!$up) { while (sysread $client, my $bytes, 65536) { put($peer, $bytes); } shutdown $peer, 1; exit; }
            my $size = $kind eq 'slow' ? int($limit / 10) || 1 : 65536;
            my $left = $limit;
            while (sysread $peer, my $bytes, $size) {
                $bytes = substr $bytes, 0, $left if $kind eq 'cut';
                put($client, $bytes);
                $left -= length $bytes;
                if ($kind eq 'cut' && $left <= 0) { kill 'KILL', $up; last; }
                select undef, undef, undef, 0.1 if $kind eq 'slow';
            }
            shutdown $client, 2;
            exit;
        }
        """;

    /// <summary>Where clients come in.</summary>
    public int Port => port;

    /// <summary>From now on it has this fault. Connections that there are break.</summary>
    public async Task SetAsync(GitFault fault)
    {
        await StopAsync();
        var script = $"/srv/git/{unit}.pl";
        await lab.WriteFileAsync(script, Program);
        (await lab.ExecAsync(
            "systemd-run", "-q", "--collect", $"--unit={unit}", "--service-type=notify", "-p", "NotifyAccess=all",
            "perl", script, $"{port}", $"{target}", fault.Kind, $"{fault.Bytes}")).Succeeded();
    }

    /// <summary>Nobody listens there, and connections break.</summary>
    public async Task StopAsync() => await lab.ShellAsync($"systemctl kill --signal=KILL {unit}; systemctl stop {unit}");
}
