using System.Diagnostics;

namespace OciReconciler.IntegrationTests;

/// <summary>What NixOS's own test of its module demands: a published web server, and a unit that stops without a signal's help.</summary>
public sealed class WebServerStoryTests(Labs labs)
{
    private const int Port = 8181;
    private const string Greeting = "Hello from a container";

    [Theory]
    [ClassData<LabEngines>]
    public async Task WebServer_KillSignalThatKillsNothing_AnswersAndStopsByItsExecStop(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.StartAsync(lab);
        var unit = $"{engine}-web.service";
        await controller.DropAsync("web", Manifest.WebServer("web", engine, Port, Greeting));
        await controller.AwaitAnswerAsync(Port, Greeting);
        await controller.AwaitUnitAsync(unit, "active");
        var container = await controller.ContainerAsync(engine, "web");

        await lab.WriteFileAsync($"/etc/systemd/system/{unit}.d/kill.conf", "[Service]\nKillSignal=SIGCONT\n");
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
        Assert.Equal("18", await lab.UnitPropertyAsync(unit, "KillSignal"));

        var started = Stopwatch.GetTimestamp();
        (await lab.ExecAsync("timeout", "10", "systemctl", "stop", unit)).Succeeded();
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);

        // It is declared to run, so the controller starts it again: with the drop-in, in a new container.
        await controller.ContainerAsync(engine, "web", otherThan: container);
        await controller.AwaitAnswerAsync(Port, Greeting);
        Assert.Equal("18", await lab.UnitPropertyAsync(unit, "KillSignal"));
    }
}
