using System.Text;

namespace OciReconciler.IntegrationTests;

/// <summary>A login is for its own registry: no other sees it, though an engine would hand it to whichever serves the image.</summary>
public sealed class ForeignLoginTests(Labs labs)
{
    private const string PasswordFile = "/etc/oci-reconciler/registry-password";

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Login_ForAnotherRegistryThanTheImages_ImagesRegistrySeesNoAuthorization(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var password = $"{Guid.NewGuid():N}";
        await Registry.StartAsync(lab, password);
        var recorder = await RecordingRegistry.StartAsync(lab);
        await lab.WriteFileAsync(PasswordFile, password);
        var controller = await Controller.StartAsync(lab);
        foreach (var engine in new[] { "podman", "docker" })
        {
            await controller.DropAsync("web", Web(engine, Registry.Host));
            await controller.AwaitAsync(
                "web", "is refused", seen => seen.Has("Degraded", "True", "ImagePullDenied"), TimeSpan.FromSeconds(60));
            Assert.Contains(await recorder.RequestsAsync(), request => request.Contains("/v2/", StringComparison.Ordinal));
            Assert.DoesNotContain(await recorder.RequestsAsync(), HasCredentials);

            // The same with the recorder's own login, which it is to see.
            await controller.DropAsync("web", Web(engine, RecordingRegistry.Host));
            await controller.AwaitAsync("web", "is refused", seen => seen.Has("Degraded", "True", "LoginFailed"), TimeSpan.FromSeconds(60));
            var sent = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Registry.User}:{password}"));
            Assert.Contains(
                await recorder.RequestsAsync(),
                request => request.Contains($"Authorization: Basic {sent} |", StringComparison.OrdinalIgnoreCase));

            await controller.DeleteAsync("web");
            await controller.AwaitGoneAsync(engine, "web");
            (await lab.ExecAsync("truncate", "-s", "0", "/run/recorder.log")).Succeeded();
        }
    }

    // podman answers a challenge with an empty name and an empty password when it has none.
    private static bool HasCredentials(string request) =>
        request.Replace("Authorization: Basic Og== |", "", StringComparison.OrdinalIgnoreCase)
            .Contains("Authorization:", StringComparison.OrdinalIgnoreCase);

    private static string Web(string engine, string loginRegistry) => Manifest.Of("web", new JsonObject
    {
        ["backend"] = engine,
        ["image"] = $"{RecordingRegistry.Host}/web:1",
        ["login"] = new JsonObject { ["registry"] = loginRegistry, ["username"] = Registry.User, ["passwordFile"] = PasswordFile },
    });
}
