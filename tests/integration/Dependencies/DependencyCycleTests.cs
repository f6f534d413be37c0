namespace OciReconciler.IntegrationTests;

/// <summary>Dependencies that cannot be met: a cycle is refused with its path, an unknown name waits; nobody else is held back.</summary>
[Collection<OptionsHost>]
public sealed class DependencyCycleTests(OptionsHost host)
{
    private const string Program = "/usr/local/bin/oci-reconciler";

    [Fact]
    public async Task Cycle_OverFiles_IsRefusedWithItsPathAndOthersGoOn()
    {
        await host.Controller.DropAsync("ring-a", Member("ring-a", "ring-b"));
        await host.Controller.DropAsync("ring-b", Member("ring-b", "ring-c"));
        await host.Controller.DropAsync("ring-c", Member("ring-c", "ring-a"));
        await AwaitSaidAsync("ring-a.json:1: $: the dependencies form a cycle: ring-a -> ring-b -> ring-c -> ring-a: remove");
        await AwaitSaidAsync("ring-c.json:1: $: the dependencies form a cycle: ring-c -> ring-a -> ring-b -> ring-c: remove");
        await host.RunAsync("beside-ring", "podman", Manifest.Idle());
        foreach (var name in new[] { "ring-a", "ring-b", "ring-c" })
        {
            Assert.Equal("not-found", await host.Lab.UnitPropertyAsync($"podman-{name}.service", "LoadState"));
        }

        await host.Controller.DropAsync("ring-c", Member("ring-c"));
        await host.Controller.AwaitReadyAsync("ring-a", "ring-b", "ring-c");
    }

    [Fact]
    public async Task Cycle_MadeByAnEdit_LeavesTheLastValidVersionsRunning()
    {
        await host.Controller.DropAsync("loop-a", Member("loop-a"));
        await host.Controller.DropAsync("loop-b", Member("loop-b", "loop-a"));
        await host.Controller.AwaitReadyAsync("loop-a", "loop-b");
        var before = await host.Controller.LivesAsync("podman-loop-a", "podman-loop-b");

        await host.Controller.DropAsync("loop-a", Member("loop-a", "loop-b"));
        var refused = await host.Controller.AwaitAsync(
            "loop-a", "is refused", seen => seen.Has("ManifestValid", "False", "InvalidManifest"));
        Assert.Contains("loop-a -> loop-b -> loop-a", refused.Conditions, StringComparison.Ordinal);
        Assert.True(refused.Has("Ready", "True"), refused.Conditions);
        await host.Controller.SettleAsync();
        Assert.Equal(before, await host.Controller.LivesAsync("podman-loop-a", "podman-loop-b"));
    }

    [Fact]
    public async Task Validate_UnknownDependency_WarnsOfAFileAndFailsADirectory()
    {
        await host.Lab.WriteFileAsync("/root/lonely/lonely.json", Member("lonely", "nobody"));
        const string Said = "\"lonely\" depends on \"nobody\", which is not declared";

        var file = (await host.Lab.ExecAsync(Program, "validate", "/root/lonely/lonely.json")).Succeeded();
        Assert.Contains($"/root/lonely/lonely.json:1: $: warning: {Said}", file.Stderr, StringComparison.Ordinal);
        var directory = await host.Lab.ExecAsync(Program, "validate", "/root/lonely");
        Assert.Equal(1, directory.ExitCode);
        Assert.Contains($"/root/lonely/lonely.json:1: $: {Said}", directory.Stderr, StringComparison.Ordinal);
    }

    private static string Member(string name, params string[] dependencies)
    {
        var spec = Manifest.Idle();
        spec["dependsOn"] = Manifest.Strings(dependencies);
        return Manifest.Of(name, spec);
    }

    private Task AwaitSaidAsync(string line) => host.Lab.EventuallyAsync(
        $"get says: {line}", async () => (await host.Lab.ExecAsync(Program, "get")).Stdout,
        output => output.Contains(line, StringComparison.Ordinal));
}
