using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>A source's CA file takes the place of the host's certificates, and is not one more beside them.</summary>
public sealed class CaFileTests(Labs labs)
{
    // Debian's libcurl has a directory of certificates besides the file that it is told of.
    private const string Trust = """
        ca=$1; mkdir -p /etc/ssl/certs
        cp $ca /etc/ssl/certs/$(openssl x509 -hash -noout -in $ca).0
        chmod 644 /etc/ssl/certs/*.0
        """;

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Server_OfACaThatTheHostKnows_IsRefusedByASourceWithAnother(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        var server = await GitServer.StartAsync(lab, "ca");
        var repository = await GitRepository.CreateAsync(server, "trusted");
        await repository.PushFilesAsync("first", ("README.md", "none"));
        (await lab.ExecAsync("sh", "-ec", Trust, "sh", server.Access.CaFile)).Succeeded();
        // The host knows the CA: git without a file of its own takes the server.
        (await lab.ExecAsync("git", "ls-remote", server.Access.OpenUrl(repository))).Succeeded();

        var source = TrustHost.Https("trusted", repository, server.Access);
        source["credentials"]!["caFile"] = server.Access.OtherCaFile;
        await TrustHost.ConfigureAsync(controller, source);
        await controller.StartAsync();
        var host = new TrustHost(controller);
        Assert.Equal(1, (await host.SyncAsync("trusted")).ExitCode);
        var seen = await host.SeenAsync("trusted");
        Assert.Equal(("GitAccessDenied", ""), (seen.Reason, seen.Accepted));
        Assert.Contains("certificate", seen.Message, StringComparison.Ordinal);
    }
}
