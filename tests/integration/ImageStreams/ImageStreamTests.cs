namespace OciReconciler.IntegrationTests;

/// <summary>
/// Programs of imageStream: their output becomes the image, and what goes wrong with them is told and leaves nothing running.
/// </summary>
public sealed class ImageStreamTests(Labs labs)
{
    private const string Program = "/opt/streams/web";
    private const int Port = 8080;

    [Theory]
    [ClassData<LabEngines>]
    public async Task ImageStream_EveryWayToEnd_IsReportedAndWhatServedGoesOn(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        await ShortenDeadlineAsync(lab);
        await controller.StartAsync();
        foreach (var version in new[] { 1, 2 })
            (await lab.ExecAsync(engine, "rmi", $"localhost/oci-demo/web:{version}")).Succeeded();

        await WriteProgramAsync(lab, "echo creating layers >&2; exec cat /usr/share/oci-demo/web-1.tar");
        await controller.DropAsync("web", Web(engine, 1));
        await controller.AwaitReadyAsync("web");
        await controller.AwaitAnswerAsync(Port, "hello from web 1");
        var container = await controller.ContainerAsync(engine, "web");

        await FailsAsync("echo fetching >&2; echo no such flake >&2; exit 3", "ImageStreamFailed",
            $"imageStream {Program} ended with exit status 3. Its standard error ended with \"fetching | no such flake\".");
        await FailsAsync("cat /usr/share/oci-demo/web-2.tar; echo out of memory >&2; kill -KILL $$", "ImageStreamFailed",
            $"imageStream {Program} was ended by signal 9. Its standard error ended with \"out of memory\".");
        await FailsAsync("echo this is rubbish >&2; head -c 100000 /dev/urandom", "ImageLoadFailed",
            "Its standard error ended with \"this is rubbish\".");
        await FailsAsync("echo waiting for the network >&2; sleep 86400 & sleep 86400", "ImageStreamFailed",
            $"imageStream {Program} ran for longer than 3 s and was ended (imageStreamSeconds in the settings). Its standard error ended "
            + "with \"waiting for the network\".");

        await WriteProgramAsync(lab, "exec cat /usr/share/oci-demo/web-2.tar");
        await controller.DropAsync("web", Web(engine, 2));
        await controller.AwaitAnswerAsync(Port, "hello from web 2");
        await controller.ContainerAsync(engine, "web", otherThan: container);
        await AssertNothingRunsAsync(lab);

        async Task FailsAsync(string script, string reason, string message)
        {
            await WriteProgramAsync(lab, script);
            await controller.DropAsync("web", Web(engine, 2));
            await controller.AwaitAsync("web", $"says: {message}", seen =>
                seen.Has("Degraded", "True", reason) && seen.Conditions.Contains(message, StringComparison.Ordinal));
            await controller.DropAsync("web", Web(engine, 1));
            await controller.AwaitReadyAsync("web");
            await AssertNothingRunsAsync(lab);
            Assert.Equal(container, await controller.FindContainerAsync(engine, "web"));
            Assert.Equal("hello from web 1\n", await controller.AnswerAsync(Port));
        }
    }

    [Fact]
    public async Task ImageStream_ControllerKilledMeanwhile_TheNextOneEndsTheProgramAndRunsItAgain()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.StartAsync(lab);
        await WriteProgramAsync(lab, "exec sleep 86400");
        await controller.DropAsync("web", Web("podman", 1));
        await controller.AwaitUnitAsync("oci-web-image.service", "activating");
        var first = await lab.UnitPropertyAsync("oci-web-image.service", "InvocationID");

        (await lab.ExecAsync("systemctl", "kill", "--signal=KILL", Controller.Unit)).Succeeded();
        await lab.EventuallyAsync("another run of the program has taken its place",
            async () => (Id: await lab.UnitPropertyAsync("oci-web-image.service", "InvocationID"),
                State: await lab.UnitPropertyAsync("oci-web-image.service", "ActiveState")),
            seen => seen.State == "activating" && seen.Id.Length > 0 && seen.Id != first);

        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        await AssertNothingRunsAsync(lab);
    }

    private static async Task AssertNothingRunsAsync(Lab lab)
    {
        Assert.Equal("", (await lab.ExecAsync("systemctl", "list-units", "--all", "--plain", "--no-legend", "oci-*-image.service"))
            .Succeeded().Text);
        Assert.Equal(1, (await lab.ExecAsync("pgrep", "-f", $"{Program}|sleep 86400")).ExitCode);
    }

    private static async Task WriteProgramAsync(Lab lab, string script)
    {
        await lab.WriteFileAsync(Program + ".new", "#!/bin/sh\n" + script + "\n");
        (await lab.ShellAsync($"chmod +x {Program}.new; mv {Program}.new {Program}")).Succeeded();
    }

    private static async Task ShortenDeadlineAsync(Lab lab)
    {
        await lab.WriteFileAsync("/etc/oci-reconciler/config.json", """{ "imageStreamSeconds": 3 }""");
        await lab.WriteFileAsync("/etc/systemd/system/oci-reconciler.service.d/config.conf", """
            [Service]
            ExecStart=
            ExecStart=/usr/local/bin/oci-reconciler run --config /etc/oci-reconciler/config.json
            """);
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
    }

    private static string Web(string engine, int version) => Manifest.Of("web", new JsonObject
    {
        ["backend"] = engine,
        ["image"] = $"localhost/oci-demo/web:{version}",
        ["imageStream"] = Program,
        ["ports"] = Manifest.Strings($"{Port}:80"),
    });
}
