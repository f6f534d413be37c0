namespace OciReconciler.IntegrationTests.Fixtures.Git;

/// <summary>Keys, certificates and settings of a git server.</summary>
internal static class GitServerFiles
{
    // openssl's own commands, since the host's names go into the certificate.
    private const string Keys = """
        directory=$1; address=$2; https=$3; ssh=$4
        mkdir -p $directory/access $directory/repositories $directory/work $directory/empty
        cd $directory/access
        for ca in ca other-ca; do
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$ca" \
                -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
                -keyout $directory/$ca.key -out $ca.pem 2> /dev/null
        done
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=git.lab.test \
            -keyout $directory/server.key -out $directory/server.csr 2> /dev/null
        printf 'subjectAltName=IP:127.0.0.1,IP:%s,DNS:localhost,DNS:git.lab.test\n' "$address" > $directory/names
        openssl x509 -req -in $directory/server.csr -CA ca.pem -CAkey $directory/ca.key -CAcreateserial -days 3650 \
            -extfile $directory/names -out $directory/server.crt 2> /dev/null
        cat $directory/server.key $directory/server.crt > $directory/server.pem
        printf %s right-password > password; printf %s wrong-password > other-password
        printf '%s:%s\n' alice right-password > $directory/users

        ssh-keygen -q -t ed25519 -N '' -C host -f $directory/host_key
        ssh-keygen -q -t ed25519 -N '' -C other-host -f $directory/other_host_key
        ssh-keygen -q -t ed25519 -N '' -C client -f key
        ssh-keygen -q -t ed25519 -N '' -C other-client -f other-key
        hosts="[127.0.0.1]:$ssh,[$address]:$ssh,[localhost]:$ssh"
        echo "$hosts $(cut -d ' ' -f 1,2 $directory/host_key.pub)" > known_hosts
        echo "$hosts $(cut -d ' ' -f 1,2 $directory/other_host_key.pub)" > other-known_hosts
        mv key.pub $directory/client.pub; rm other-key.pub
        echo "restrict,command=\"git-shell -c \\\"\$SSH_ORIGINAL_COMMAND\\\"\" $(cat $directory/client.pub)" > $directory/authorized_keys
        chmod 600 $directory/authorized_keys * ; chmod 700 .
        """;

    public static async Task MakeAsync(GitServer server)
    {
        var lab = server.Lab;
        (await lab.ExecAsync(
            "sh", "-ec", Keys, "sh", server.Directory, server.Address, $"{server.Https.Port}", $"{server.Ssh.Port}")).Succeeded();
        await lab.WriteFileAsync($"{server.Directory}/lighttpd.conf", Lighttpd(server));
        await lab.WriteFileAsync($"{server.Directory}/sshd.conf", Sshd(server));
    }

    private static string Lighttpd(GitServer server) => $$"""
        server.modules = ("mod_auth", "mod_authn_file", "mod_alias", "mod_setenv", "mod_cgi", "mod_accesslog", "mod_openssl")
        server.document-root = "{{server.Directory}}/empty"
        server.bind = "127.0.0.1"
        server.port = {{server.Port(0)}}
        server.errorlog = "{{server.Directory}}/error.log"
        accesslog.filename = "{{server.Directory}}/access.log"
        ssl.engine = "enable"
        ssl.pemfile = "{{server.Directory}}/server.pem"
        alias.url = ("/git" => "/usr/lib/git-core/git-http-backend", "/open" => "/usr/lib/git-core/git-http-backend")
        setenv.add-environment = ("GIT_PROJECT_ROOT" => "{{server.Repositories}}", "GIT_HTTP_EXPORT_ALL" => "1")
        cgi.assign = ("" => "")
        auth.backend = "plain"
        auth.backend.plain.userfile = "{{server.Directory}}/users"
        auth.require = ("/git" => ("method" => "basic", "realm" => "git", "require" => "valid-user"))

        """;

    // Failures are what tests make: OpenSSH 9.8 and later would shut their address out for a while.
    private static string Sshd(GitServer server) => $"""
        ListenAddress 127.0.0.1:{server.Port(1)}
        HostKey {server.Directory}/host_key
        AuthorizedKeysFile {server.Directory}/authorized_keys
        PidFile none
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PermitRootLogin prohibit-password
        MaxStartups 100
        {(server.Lab.Release == DebianRelease.Bookworm ? "" : "PerSourcePenalties no")}

        """;
}
