namespace OciReconciler.IntegrationTests;

/// <summary>The image is there before anything is stopped, or nothing is stopped.</summary>
public sealed class BadImageTests(Labs labs)
{
    [Fact]
    public async Task Image_EditedToOneThatDoesNotExist_OldVersionIsSeenToAlsoWhenStoppedAndAfterAPowerCut()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        (await lab.ExecAsync("systemctl", "enable", Controller.Unit)).Succeeded();
        await controller.DropAsync("web", Manifest.WebServer("web", "podman", 8080, "first"));
        await controller.AwaitAsync("web", "is known as good", seen => seen.IsReady && seen.Has("Progressing", "False", "Idle"));
        await controller.DropAsync("web", Manifest.WebServer("web", "podman", 8080, "second")
            .Replace(Manifest.Web, "localhost/oci-demo/nowhere:1", StringComparison.Ordinal));
        await controller.AwaitAsync("web", "cannot be prepared", seen => seen.Has("Degraded", "True", "ImagePullFailed"));

        (await lab.ExecAsync("systemctl", "stop", "podman-web.service")).Succeeded();
        await controller.AwaitAnswerAsync(8080, "first");
        await lab.KillAsync();
        await lab.StartAgainAsync();
        await controller.AwaitAnswerAsync(8080, "first");
        await controller.AwaitAsync("web", "still cannot be prepared", seen => seen.Has("Degraded", "True", "ImagePullFailed")
            && seen.Has("Ready", "True"));

        await controller.DropAsync("web", Manifest.WebServer("web", "podman", 8080, "third"));
        await controller.AwaitAnswerAsync(8080, "third");
    }

    private const int Port = 8080;

    [Theory]
    [ClassData<LabEngines>]
    public async Task Image_EditedToOneThatDoesNotExist_OldContainerServesUntilTheEditIsMended(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        await controller.DropAsync("web", WithImage(engine, Manifest.Web, "missing"));
        await controller.AwaitReadyAsync("web");
        await controller.AwaitAnswerAsync(Port, "hello from web 1");
        var container = await controller.ContainerAsync(engine, "web");

        await controller.DropAsync("web", WithImage(engine, "localhost/oci-demo/nowhere:1", "missing"));
        await controller.AwaitAsync("web", "says that the pull failed", seen => seen.Has("Degraded", "True", "ImagePullFailed"));
        await AssertServesAsync(controller, engine, container);

        await controller.DropAsync("web", WithImage(engine, "localhost/oci-demo/nowhere:1", "never"));
        await controller.AwaitAsync("web", "says that the image is not there", seen => seen.Has("Degraded", "True", "ImageNotFound"));
        await AssertServesAsync(controller, engine, container);

        await controller.EditAsync("web", WithImage(engine, "localhost/oci-demo/web:2", "missing"));
        await controller.AwaitAnswerAsync(Port, "hello from web 2");
        await controller.ContainerAsync(engine, "web", otherThan: container);
    }

    [Fact]
    public async Task Image_EditedToABadOneWhileTheOldContainerStops_TheEditBeforeComesUp()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        // Ignores SIGTERM: podman gives it 10 s.
        await controller.DropAsync("slow", Slow(Manifest.Tool, "first"));
        await controller.AwaitReadyAsync("slow");

        await controller.DropAsync("slow", Slow(Manifest.Tool, "second"));
        await controller.AwaitUnitAsync("podman-slow.service", "deactivating");
        await controller.DropAsync("slow", Slow("localhost/oci-demo/nowhere:1", "third"));
        await controller.AwaitAsync("slow", "says that the pull failed", seen => seen.Has("Degraded", "True", "ImagePullFailed"));
        await controller.AwaitUnitAsync("podman-slow.service", "active");
        Assert.Equal("second", (await lab.ExecAsync("podman", "exec", "slow", "sh", "-c", "echo $VERSION")).Succeeded().Text);
    }

    private static string Slow(string image, string version) => Manifest.Of("slow", new JsonObject
    {
        ["image"] = image,
        ["cmd"] = Manifest.Strings("sleep", "86400"),
        ["environment"] = new JsonObject { ["VERSION"] = version },
    });

    private static async Task AssertServesAsync(Controller controller, string engine, string container)
    {
        Assert.Equal(container, await controller.FindContainerAsync(engine, "web"));
        Assert.Equal("active", await controller.Lab.UnitPropertyAsync($"{engine}-web.service", "ActiveState"));
        Assert.Equal("hello from web 1\n", await controller.AnswerAsync(Port));
        Assert.Equal(1, await controller.StartsAsync($"{engine}-web.service"));
    }

    private static string WithImage(string engine, string image, string pull) => Manifest.Of("web", new JsonObject
    {
        ["backend"] = engine,
        ["image"] = image,
        ["pull"] = pull,
        ["ports"] = Manifest.Strings($"{Port}:80"),
    });
}
