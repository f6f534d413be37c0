using System.Diagnostics;
using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>Files of manifests that would keep whoever opens them waiting, or reading, for ever.</summary>
public sealed class UnsuitableFileTests(Labs labs)
{
    [Fact]
    public async Task Files_AreNoFiles_BlockNobodyElseAndNoStop()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        (await lab.ExecAsync("mkfifo", "/etc/fifo")).Succeeded();
        // More than there are passes at once.
        for (var number = 0; number < 10; number++)
        {
            await controller.DropAsync($"password{number}", Manifest.Of($"password{number}", With("login", new JsonObject
            {
                ["registry"] = "localhost", ["username"] = "u", ["passwordFile"] = "/etc/fifo",
            }, image: "localhost/nowhere:1")));
        }

        await controller.DropAsync("environment", Manifest.Of("environment", With("environmentFiles", Manifest.Strings("/dev/zero"))));
        await controller.DropAsync("archive", Manifest.Of("archive", With("imageFile", "/etc/fifo")));
        await controller.DropAsync("stream", Manifest.Of("stream", With("imageStream", "/dev/zero")));
        await controller.DropAsync("good", Manifest.Of("good", Manifest.Idle()));
        await controller.AwaitReadyAsync("good");
        await AwaitToldAsync(
            controller, "password9", "LoginFailed", "password file /etc/fifo cannot be read: it is a FIFO, not a regular file");
        await AwaitToldAsync(controller, "environment", "EnvironmentFileNotFound", "/dev/zero is a device, not a regular file");
        await AwaitToldAsync(controller, "archive", "ImageFileNotFound", "image file /etc/fifo is a FIFO, not a regular file");
        await AwaitToldAsync(controller, "stream", "ImageFileNotFound", "image file /dev/zero is a device, not a regular file");
        var process = await lab.UnitPropertyAsync(Controller.Unit, "MainPID");
        var kilobytes = (await lab.ExecAsync("ps", "-o", "rss=", "-p", process)).Text.Trim();
        Assert.InRange(long.Parse(kilobytes, CultureInfo.InvariantCulture), 0, 200 << 10);

        var began = Stopwatch.GetTimestamp();
        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 20);
        Assert.Equal("success", await lab.UnitPropertyAsync(Controller.Unit, "Result"));
        Assert.Equal("0", await lab.UnitPropertyAsync(Controller.Unit, "ExecMainStatus"));
        Assert.Equal("active", await lab.UnitPropertyAsync("podman-good.service", "ActiveState"));
    }

    private static JsonObject With(string field, JsonNode value, string? image = null)
    {
        var spec = Manifest.Idle();
        spec[field] = value;
        if (image is not null)
            spec["image"] = image;
        return spec;
    }

    private static Task AwaitToldAsync(Controller controller, string name, string reason, string message) => controller.AwaitAsync(
        name, $"says {reason}: {message}",
        seen => seen.Has("Degraded", "True", reason) && seen.Conditions.Contains(message, StringComparison.Ordinal));
}
