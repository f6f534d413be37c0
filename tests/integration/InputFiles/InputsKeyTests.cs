using System.Security.Cryptography;
using System.Text;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// What everybody can read of a unit does not tell whether a guess at a secret in an environment file is right; the key for that may be
/// lost.
/// </summary>
public sealed class InputsKeyTests(Labs labs)
{
    private const string File = "/etc/pin.env";
    private const string Key = "/var/lib/oci-reconciler/inputs.key";
    private const string Unit = "podman-web.service";

    [Fact]
    public async Task Key_LostDamagedAndReplaced_RestartsNothingAndChangesAreNoticed()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await lab.WriteFileAsync(File, "PIN=4711\n");
        var spec = Manifest.Idle();
        spec["environmentFiles"] = Manifest.Strings(File);
        await controller.DropAsync("web", Manifest.Of("web", spec));
        await controller.AwaitReadyAsync("web");
        var description = await lab.UnitPropertyAsync(Unit, "Description");
        Assert.DoesNotContain(await GuessAsync(lab, "PIN=4711\n"), description, StringComparison.Ordinal);
        Assert.Equal("600", (await lab.ExecAsync("stat", "-c", "%a", Key)).Text);

        var lives = await controller.LivesAsync("podman-web");
        foreach (var loss in new[] { $"rm {Key}", $"echo rubbish > {Key}", $"head -c 32 /dev/urandom > {Key}" })
        {
            (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
            (await lab.ShellAsync(loss)).Succeeded();
            await controller.StartAsync();
            await controller.SettleAsync();
            Assert.Equal(lives, await controller.LivesAsync("podman-web"));
            Assert.Equal(0, (await controller.CommandAsync("plan", Controller.Manifests)).ExitCode);
        }

        // Also while no controller runs.
        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        await lab.WriteFileAsync(File, "PIN=4712\n");
        await controller.StartAsync();
        await lab.EventuallyAsync(
            "web runs with the new PIN",
            async () => (await lab.ExecAsync("podman", "inspect", "-f", "{{json .Config.Env}}", "web")).Stdout,
            seen => seen.Contains("PIN=4712", StringComparison.Ordinal));
        Assert.NotEqual(description, await lab.UnitPropertyAsync(Unit, "Description"));
    }

    // As anybody can: the image is public, and the file's path is in the unit's command line.
    private static async Task<string> GuessAsync(Lab lab, string content)
    {
        var image = "sha256:" + (await lab.ExecAsync("podman", "image", "inspect", "-f", "{{.Id}}", Manifest.Tool)).Text;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        var inputs = $$$"""{"image":"{{{image}}}","files":{"{{{File}}}":"{{{digest}}}"}}""";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(inputs)))[..16];
    }
}
