namespace OciReconciler.IntegrationTests.Git;

/// <summary>A web server that a repository declares, seen by the port it answers on, by systemd and by its engine.</summary>
/// <param name="File">Its file in the repository.</param>
internal sealed record FollowedWorkload(Controller Controller, string Name, string Engine, int Port, string File)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private string Unit => $"{Engine}-{Name}.service";

    /// <summary>Its file with a greeting.</summary>
    public (string Path, string? Content) With(string greeting) => (File, Manifest.WebServer(Name, Engine, Port, greeting));

    /// <summary>Waits until it answers a greeting, by a container that runs and a unit that is active.</summary>
    /// <returns>The container.</returns>
    public async Task<string> AnswersAsync(string greeting)
    {
        await Controller.Lab.EventuallyAsync(
            $"{Name} answers '{greeting}'", () => Controller.AnswerAsync(Port), answer => answer == greeting + "\n", Patience);
        Assert.Equal("active", await Controller.Lab.UnitPropertyAsync(Unit, "ActiveState"));
        return await Controller.ContainerAsync(Engine, Name);
    }

    /// <summary>Asserts that it answers a greeting at this moment, by a container and a start of its unit that were there before.</summary>
    public async Task StaysAsync(string greeting, string container, int starts)
    {
        Assert.Equal(greeting + "\n", await Controller.AnswerAsync(Port));
        Assert.Equal(container, await Controller.FindContainerAsync(Engine, Name));
        Assert.Equal(starts, await StartsAsync());
    }

    /// <summary>How often systemd has started its unit.</summary>
    public Task<int> StartsAsync() => Controller.StartsAsync(Unit);

    /// <summary>Asserts that neither systemd nor the engine has anything of it.</summary>
    public async Task IsNotThereAsync()
    {
        Assert.Equal("not-found", await Controller.Lab.UnitPropertyAsync(Unit, "LoadState"));
        Assert.NotEqual(0, (await Controller.Lab.ExecAsync(Engine, "container", "inspect", Name)).ExitCode);
    }

    /// <summary>Stops its unit, as something that breaks.</summary>
    public async Task StopUnitAsync() => (await Controller.Lab.ExecAsync("systemctl", "stop", Unit)).Succeeded();
}
