namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>
/// A registry in a lab that takes connections and says nothing, on 127.0.0.1:5003: a pull from it lasts until somebody gives up.
/// </summary>
public static class SilentRegistry
{
    /// <summary>Where it listens, as images name it.</summary>
    public const string Host = "127.0.0.1:5003";

    private const string Server = """
        use strict; use warnings; use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 5003, Listen => 64, ReuseAddr => 1) or die $!;
        my @clients;
        while (1) { push @clients, $server->accept; }
        """;

    /// <summary>Starts it.</summary>
    public static async Task StartAsync(Lab lab)
    {
        await Registry.AllowPlainHttpAsync(lab, Host);
        await lab.WriteFileAsync("/opt/silent.pl", Server);
        (await lab.ExecAsync("systemd-run", "-q", "--unit=silent-registry", "perl", "/opt/silent.pl")).Succeeded();
        await lab.EventuallyAsync(
            "the silent registry listens", async () => (await lab.ShellAsync("ss -ltn | grep -q 127.0.0.1:5003")).ExitCode == 0);
    }

    /// <summary>An image that never comes.</summary>
    public static string Image(string name) => $"{Host}/{name}:1";
}
