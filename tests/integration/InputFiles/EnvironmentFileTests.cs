namespace OciReconciler.IntegrationTests;

/// <summary>Files named in environmentFiles, edited in every way. The periodic look is ten minutes away: only the watch can tell.</summary>
public sealed class EnvironmentFileTests(Labs labs)
{
    private const string File = "/etc/web.env";

    [Theory]
    [ClassData<LabEngines>]
    public async Task EnvironmentFile_Edited_RestartsTheWorkloadAtOnceAndOneThatVanishesDoesNot(DebianRelease release, string engine)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        await controller.ResyncEveryAsync(600);
        await lab.WriteFileAsync(File, "EDITION=1\n");
        var spec = Manifest.Idle(engine);
        spec["environmentFiles"] = Manifest.Strings(File);
        await controller.StartAsync();
        await controller.DropAsync("web", Manifest.Of("web", spec));
        await controller.DropAsync("neighbour", Manifest.Of("neighbour", Manifest.Idle(engine)));
        await controller.AwaitReadyAsync("web", "neighbour");
        var neighbour = await controller.LivesAsync($"{engine}-neighbour");

        (await lab.ShellAsync($"echo EDITION=2 > {File}")).Succeeded();
        await AwaitEditionAsync(controller, engine, "2");
        await lab.WriteFileAsync(File, "EDITION=3\n");
        await AwaitEditionAsync(controller, engine, "3");
        await controller.AwaitReadyAsync("web");

        var lives = await controller.LivesAsync($"{engine}-web");
        (await lab.ExecAsync("mv", File, "/etc/aside.env")).Succeeded();
        await controller.SettleAsync();
        (await lab.ExecAsync("mv", "/etc/aside.env", File)).Succeeded();
        await controller.SettleAsync();
        Assert.Equal(lives, await controller.LivesAsync($"{engine}-web"));
        Assert.Equal(neighbour, await controller.LivesAsync($"{engine}-neighbour"));
        Assert.Matches(
            "InputsChanged +web .*The environment file /[^ ]+ changed\\.", (await controller.CommandAsync("events", "web")).Stdout);
    }

    private static Task AwaitEditionAsync(Controller controller, string engine, string edition) => controller.Lab.EventuallyAsync(
        $"web runs with edition {edition}",
        async () => (await controller.Lab.ExecAsync(engine, "inspect", "-f", "{{.State.Running}} {{json .Config.Env}}", "web")).Stdout,
        seen => seen.StartsWith("true ", StringComparison.Ordinal) && seen.Contains($"\"EDITION={edition}\"", StringComparison.Ordinal));
}
