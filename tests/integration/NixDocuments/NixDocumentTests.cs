namespace OciReconciler.IntegrationTests;

/// <summary>What <c>nix eval --json</c> prints of oci-containers is dropped in as it is.</summary>
[Collection<OptionsHost>]
public sealed class NixDocumentTests(OptionsHost host)
{
    [Fact]
    public async Task Containers_SeveralInOneFile_ComeUpInOrderAndAnErrorInOneLeavesThemAll()
    {
        await host.Controller.DropAsync("nix", Document("\"8301:80\""));
        await host.Controller.AwaitReadyAsync("nix-db", "nix-web", "nix-hand");
        await host.Controller.AwaitAnswerAsync(8301, "from nix");
        var container = await host.Controller.LiveAsync("podman", "nix-web");
        Assert.Equal("k8s-file", await container.InspectAsync("{{.HostConfig.LogConfig.Type}}"));
        Assert.Contains(
            "podman-nix-db.service", await host.Lab.UnitPropertyAsync("podman-nix-web.service", "Requires"), StringComparison.Ordinal);
        Assert.Equal("inactive", await host.Lab.UnitPropertyAsync("podman-nix-hand.service", "ActiveState"));
        var before = await host.Controller.LivesAsync("podman-nix-db", "podman-nix-web");

        await host.Controller.DropAsync("nix", Document("\"83010:80\""));
        var broken = await host.Controller.AwaitAsync(
            "nix-web", "has an error", seen => seen.Has("ManifestValid", "False", "InvalidManifest"));
        Assert.Contains("nix.json:8: $.containers.nix-web.ports[0]: \"83010:80\" is no port", broken.Conditions, StringComparison.Ordinal);
        await host.RunAsync("beside-nix", "podman", Manifest.Idle());
        Assert.Equal(before, await host.Controller.LivesAsync("podman-nix-db", "podman-nix-web"));

        await host.Controller.DropAsync("nix", Document("\"8302:80\""));
        await host.Controller.AwaitAnswerAsync(8302, "from nix");
        await host.Controller.DeleteAsync("nix");
        await host.Controller.AwaitGoneAsync("podman", "nix-db");
    }

    [Fact]
    public async Task DockerContainers_OfOld_RunOnDockerWithTheirExtraOptions()
    {
        await host.Controller.DropAsync("legacy", """
            { "docker-containers": { "legacy": {
                "image": "localhost/oci-demo/web:1", "ports": ["8303:80"], "environment": {"GREETING": "from of old"},
                "log-driver": "json-file",
                "extraOptions": ["--label=order=first"], "extraDockerOptions": ["--label=order=last"] } } }
            """);
        var container = await host.Controller.LiveAsync("docker", "legacy");
        await host.Controller.AwaitAnswerAsync(8303, "from of old");
        Assert.Equal("last", await container.InspectAsync("{{index .Config.Labels \"order\"}}"));
        Assert.Equal("json-file", await container.InspectAsync("{{.HostConfig.LogConfig.Type}}"));
    }

    // With the null and empty values that Nix prints for what a configuration leaves out.
    private static string Document(string port) => $$"""
        { "backend": "podman",
          "containers": {
            "nix-web": {
              "autoStart": true, "cmd": [], "dependsOn": ["nix-db"], "entrypoint": null, "environment": {"GREETING": "from nix"},
              "environmentFiles": [], "extraOptions": [], "hostname": null, "image": "localhost/oci-demo/web:1", "imageFile": null,
              "imageStream": null, "labels": {}, "log-driver": "k8s-file",
              "login": {"passwordFile": null, "registry": null, "username": null},
              "ports": [{{port}}], "preRunExtraOptions": [], "user": null, "volumes": [], "workdir": null
            },
            "nix-db": { "image": "localhost/oci-demo/web:1", "log-driver": "journald" },
            "nix-hand": { "image": "localhost/oci-demo/tool:1", "autoStart": false, "dependsOn": ["nix-db"] }
          }
        }
        """;
}
