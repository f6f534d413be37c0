using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>Two hosts with other labels and values follow one repository, and each has what <c>render --host</c> prints for it.</summary>
public sealed class TwoHostsTests(Labs labs)
{
    private const string Edge = "edge1";
    private const string Store = "store1";

    [Fact]
    public async Task Hosts_OfOneRepository_RunWhatIsRenderedForThem()
    {
        var booting = (Edge: labs.OwnAsync(DebianRelease.Trixie), Store: labs.OwnAsync(DebianRelease.Bookworm));
        await using var edge = await booting.Edge;
        await using var store = await booting.Store;
        var server = await GitServer.StartAsync(edge, "two-hosts");
        var repository = await GitRepository.CreateAsync(server, "fleet");
        var commit = await repository.PushFilesAsync("for two hosts", Files());

        var hosts = await Task.WhenAll(
            StartAsync(edge, FollowedSource.Https("fleet", server.Access, repository), Edge, new JsonObject()),
            StartAsync(store, FollowedSource.Ssh("fleet", await server.AdmitAsync(store), repository), Store, new JsonObject
            {
                ["GREETING"] = "of the settings",
            }));
        await Task.WhenAll(hosts.Select(host => host.Source.AwaitAppliedAsync(commit)));
        await hosts[0].Controller.AwaitAnswerAsync(8081, "of edge1");
        await hosts[1].Controller.AwaitAnswerAsync(8082, "of the settings");
        Assert.Equal(
            ["podman-front.service", "podman-web.service"], await AssertAsRenderedAsync(server, repository, hosts[0].Controller, Edge));
        Assert.Equal(
            ["podman-back.service", "podman-web.service"], await AssertAsRenderedAsync(server, repository, hosts[1].Controller, Store));
        var back = await hosts[1].Controller.LiveAsync("podman", "back");
        Assert.Contains("OVERLAID=yes", await back.EnvironmentAsync());

        // A change that is for one of them is nothing to the other.
        var before = await hosts[1].Controller.LivesAsync("podman-back", "podman-web");
        var values = HostFile("edge", new JsonObject { ["GREETING"] = "of edge1, changed", ["PORT"] = "8081" });
        commit = await repository.PushFilesAsync("of one host", ($"hosts/{Edge}.json", values));
        await Task.WhenAll(hosts.Select(host => host.Source.FollowAsync(commit)));
        await hosts[0].Controller.AwaitAnswerAsync(8081, "of edge1, changed");
        await AssertAsRenderedAsync(server, repository, hosts[0].Controller, Edge);
        Assert.Equal(before, await hosts[1].Controller.LivesAsync("podman-back", "podman-web"));
    }

    private static (string Path, string? Content)[] Files() =>
    [
        ("apps/web.json", Manifest.WebServer("web", "podman", 1, "${GREETING}").Replace("1:80", "${PORT}:80", StringComparison.Ordinal)),
        ("apps/front.json", Selected("front", new JsonObject { ["role"] = "edge", ["osVersion"] = "13" })),
        ("apps/back.json", Selected("back", new JsonObject { ["role"] = "store", ["os"] = "debian" })),
        ("overlays/store.json", Overlay("store", "back", new JsonObject { ["OVERLAID"] = "yes" })),
        ($"hosts/{Edge}.json", HostFile("edge", new JsonObject { ["GREETING"] = "of edge1", ["PORT"] = "8081" })),
        ($"hosts/{Store}.json", HostFile("store", new JsonObject { ["GREETING"] = "of store1", ["PORT"] = "8082" })),
    ];

    private static string Selected(string name, JsonObject selector)
    {
        var manifest = JsonNode.Parse(Manifest.Of(name, Manifest.Idle()))!;
        manifest["metadata"]!["nodeSelector"] = selector;
        return manifest.ToJsonString();
    }

    private static string Overlay(string role, string target, JsonObject environment) => new JsonObject
    {
        ["apiVersion"] = "oci-reconciler/v1",
        ["kind"] = "Overlay",
        ["metadata"] = new JsonObject { ["nodeSelector"] = new JsonObject { ["role"] = role } },
        ["patches"] = new JsonArray(new JsonObject
        {
            ["target"] = target,
            ["patch"] = new JsonObject { ["spec"] = new JsonObject { ["environment"] = environment } },
        }),
    }.ToJsonString();

    private static string HostFile(string role, JsonObject values) =>
        new JsonObject { ["labels"] = new JsonObject { ["role"] = role }, ["values"] = values }.ToJsonString();

    private static async Task<(Controller Controller, FollowedSource Source)> StartAsync(
        Lab lab, JsonObject source, string host, JsonObject values)
    {
        var controller = await Controller.InstallAsync(lab);
        var node = new JsonObject { ["name"] = host, ["values"] = values };
        await controller.ConfigureAsync(FollowedSource.SettingsFile(node, source));
        await controller.StartAsync();
        return (controller, new FollowedSource(controller, "fleet"));
    }

    // Rendered where the repository's clone is, which is another machine for one of them, as CI would.
    private static async Task<IEnumerable<string>> AssertAsRenderedAsync(
        GitServer server, GitRepository repository, Controller controller, string host)
    {
        var settings = (await controller.Lab.ExecAsync("cat", Controller.Settings)).Text;
        var copy = $"{server.Directory}/settings-of-{host}.json";
        await server.Lab.WriteFileAsync(copy, settings);
        var version = controller.Lab.Release == DebianRelease.Trixie ? "13" : "12";
        var rendered = JsonNode.Parse((await server.Lab.ExecAsync(
            "oci-reconciler", "render", repository.WorkPath, "--host", host, "--config", copy,
            "--label", "os=debian", "--label", $"osVersion={version}", "-o", "json")).Text)!.AsArray();
        foreach (var unit in rendered)
        {
            var name = (string)unit!["unit"]!;
            await controller.AwaitUnitAsync(name, "active");
            Assert.Equal(Command(unit), await CommandAsync(controller.Lab, name));
        }

        var names = rendered.Select(unit => (string)unit!["unit"]!).ToList();
        Assert.Equal(names, (await controller.Lab.ShellAsync(
            "systemctl list-units --all --plain --no-legend 'podman-*.service' | cut -d ' ' -f 1 | sort")).Text.Split('\n'));
        return names;
    }

    // The program itself is found by systemd on the host.
    private static string[] Command(JsonNode unit) => Strings(unit["execStart"]!);

    private static async Task<string[]> CommandAsync(Lab lab, string unit)
    {
        var path = unit.Replace("-", "_2d", StringComparison.Ordinal).Replace(".", "_2e", StringComparison.Ordinal);
        var property = (await lab.ExecAsync(
            "busctl", "--json=short", "get-property", "org.freedesktop.systemd1", $"/org/freedesktop/systemd1/unit/{path}",
            "org.freedesktop.systemd1.Service", "ExecStart")).Text;
        return Strings(JsonNode.Parse(property)!["data"]![0]![1]!);
    }

    private static string[] Strings(JsonNode array) => [.. array.AsArray().Skip(1).Select(one => (string)one!)];
}
