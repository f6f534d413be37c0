namespace OciReconciler.UnitTests.Units;

/// <summary>Units of containers whose names could be the beginning of somebody else's id.</summary>
public sealed class ExactCommandTests
{
    private const string Listing =
        "name=$1; shift; for id in $(\"$0\" \"$@\" ps --all --quiet --no-trunc --filter \"name=^/$name\"'$' --filter "
        + "\"label=oci-reconciler.workload=$name\"); do \"$0\" \"$@\" ";

    [Theory]
    [InlineData("db")]
    [InlineData("DB")]
    [InlineData("d_b")]
    public void Render_PodmanNameThatMayBeAnId_RemovesItsOwnAndTakesTheNameBeforeTheStart(string name)
    {
        var unit = (Specs.Web with { Key = new(name) }).Render();

        Assert.Equal(
            [
                $"-podman rm --force --filter name=^{name}$ --filter label=oci-reconciler.workload={name}",
                $"podman create --name={name} --label=oci-reconciler.workload={name} --image-volume=ignore --no-healthcheck "
                + "docker.io/library/nginx:1.27 true",
                $"rm -f /run/podman-{name}.ctr-id",
            ],
            Lines(unit.ExecStartPre));
        Assert.Equal([$"podman stop --ignore --cidfile=/run/podman-{name}.ctr-id"], Lines(unit.ExecStop));
        Assert.Equal([$"podman rm -f --ignore --cidfile=/run/podman-{name}.ctr-id"], Lines(unit.ExecStopPost));
    }

    [Fact]
    public void Render_DockerNameThatMayBeAnId_FindsItsOwnByAListing()
    {
        var unit = (Specs.Web with { Key = new("cafe"), Backend = Backend.Docker }).Render();

        foreach (var (commands, action) in new[] {
            (unit.ExecStartPre, "rm --force"), (unit.ExecStop, "stop"), (unit.ExecStopPost, "rm --force") })
        {
            var command = Assert.Single(commands);
            Assert.Equal(["/bin/sh", "-c", $"{Listing}{action} \"$id\"; done", "docker", "cafe"], command.Arguments);
            Assert.True(command.IgnoreFailure);
            Assert.Equal("docker", command.Arguments[command.ProgramArgument!.Value]);
        }
    }

    [Theory]
    [InlineData(Backend.Podman, "web")]
    [InlineData(Backend.Podman, "db-1")]
    [InlineData(Backend.Docker, "DB")]
    [InlineData(Backend.Docker, "d_b")]
    public void Render_OtherName_IsAsTheModule(Backend backend, string name)
    {
        var unit = (Specs.Web with { Key = new(name), Backend = backend }).Render();

        Assert.Equal($"-{BackendNames.Of(backend)} rm -f {name}", Lines(unit.ExecStartPre)[0]);
        Assert.DoesNotContain(Lines(unit.ExecStartPre), line => line.Contains("create", StringComparison.Ordinal));
    }

    // The start itself is the module's for every name.
    [Theory]
    [InlineData(Backend.Podman)]
    [InlineData(Backend.Docker)]
    public void Render_NameThatMayBeAnId_StartsAsAnyOther(Backend backend)
    {
        var spec = Specs.Web with { Key = new("xyz"), Backend = backend, Labels = Specs.Web.Labels.Add("a", "1"), Cmd = ["serve"] };

        var other = spec.Render().ExecStart.Arguments;

        Assert.Equal(
            other.Select(argument => argument.Replace("xyz", "add", StringComparison.Ordinal)),
            (spec with { Key = new("add") }).Render().ExecStart.Arguments);
    }

    [Fact]
    public void Render_OptionsOfTheEngineAndOfPulling_AreThoseOfTheStart()
    {
        var spec = Specs.Web with {
            Key = new("db"), PreRunExtraOptions = ["--root", "/x"], ExtraOptions = ["--tls-verify=false", "-p", "80", "--arch", "arm64"],
            Pull = PullPolicy.Never };

        var lines = Lines(spec.Render().ExecStartPre);

        Assert.StartsWith("-podman --root /x rm --force", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            "podman --root /x create --name=db --label=oci-reconciler.workload=db --image-volume=ignore --no-healthcheck --pull=never "
            + "--tls-verify=false --arch=arm64 docker.io/library/nginx:1.27 true",
            lines[1]);
        var docker = (spec with { Backend = Backend.Docker, PreRunExtraOptions = ["-H", "tcp://x"] }).Render().ExecStop.Single();
        Assert.Equal(["docker", "db", "-H", "tcp://x"], docker.Arguments[3..]);
    }

    [Fact]
    public void RenderVersion_NameThatMayBeAnId_IsAnother()
    {
        Assert.True(UnitRenderer.IsExact(Specs.Web with { Key = new("db") }));
        Assert.False(UnitRenderer.IsExact(Specs.Web));
        Assert.NotEqual(SpecHash.RenderVersion(new RenderSettings()), SpecHash.RenderVersion(new RenderSettings(), isExact: true));
    }

    private static string[] Lines(ImmutableArray<ExecCommand> commands) =>
        [.. commands.Select(command => (command.IgnoreFailure ? "-" : "") + string.Join(' ', command.Arguments))];
}
