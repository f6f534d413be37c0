using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>Published ports, asked from outside the container.</summary>
[Collection<OptionsHost>]
public sealed class PortTests(OptionsHost host)
{
    [Theory]
    [InlineData("podman", 8100)]
    [InlineData("docker", 8200)]
    public async Task Ports_OfEachForm_ArePublishedWhereTheManifestSays(string engine, int first)
    {
        var container = await host.RunAsync("ports", engine, new JsonObject
        {
            ["image"] = Manifest.Web,
            ["ports"] = Manifest.Strings(
                $"{first}:80",
                $"127.0.0.1:{first + 1}:80/tcp",
                $"[::1]:{first + 2}:80",
                $"{first + 3}:53/udp",
                $"{first + 4}-{first + 5}:80-81",
                "82"),
        });

        var address = (await host.Lab.ExecAsync("hostname", "-I")).Text.Split(' ')[0];
        foreach (var url in new[] { $"127.0.0.1:{first}", $"{address}:{first}", $"127.0.0.1:{first + 1}", $"127.0.0.1:{first + 4}" })
        {
            await host.Lab.EventuallyAsync($"{url} answers", () => AnswerAsync(url), answer => answer == "hello from web 1");
        }

        Assert.Equal("", await AnswerAsync($"{address}:{first + 1}"));
        var listeners = (await host.Lab.ExecAsync("ss", "-Hltun")).Text;
        Assert.Matches($@"(?m)^tcp .*\[::1\]:{first + 2} ", listeners);
        Assert.DoesNotMatch($@"(?m)^tcp .*(0\.0\.0\.0|\*|\[::\]):{first + 2} ", listeners);
        Assert.Matches($@"(?m)^udp .*:{first + 3} ", listeners);
        Assert.DoesNotMatch($@"(?m)^tcp .*:{first + 3} ", listeners);

        var ports = (await container.InspectJsonAsync(".NetworkSettings.Ports"))!;
        Assert.Equal([$"{first + 5}"], HostPorts(ports, "81/tcp"));
        Assert.Equal([$"{first + 3}"], HostPorts(ports, "53/udp"));
        Assert.All(HostPorts(ports, "82/tcp"), port => Assert.InRange(int.Parse(port, CultureInfo.InvariantCulture), 1024, 65535));
        Assert.NotEmpty(HostPorts(ports, "82/tcp"));
    }

    // docker lists a port once for each address family that it listens on.
    private static string[] HostPorts(JsonNode ports, string port) =>
        [.. ports[port]!.AsArray().Select(binding => binding!["HostPort"]!.GetValue<string>()).Distinct(StringComparer.Ordinal)];

    private async Task<string> AnswerAsync(string address) =>
        (await host.Lab.ExecAsync("curl", "-s", "--max-time", "5", $"http://{address}/")).Stdout.TrimEnd('\n');
}
