namespace OciReconciler.UnitTests.Units;

/// <summary>What the parity vectors do not reach: the newest module's options, and our label.</summary>
public sealed class UnitRendererTests
{
    private static readonly WorkloadSpec Newest = Specs.Web with
    {
        Workdir = "/w",
        Privileged = true,
        Capabilities = ImmutableSortedDictionary<string, bool?>.Empty
            .Add("NET_ADMIN", true).Add("CHOWN", false).Add("KILL", null).Add("AUDIT_WRITE", true),
        Devices = ["/dev/b", "/dev/a"],
        Networks = ["front", "back", "front"],
        Pull = PullPolicy.Never,
        ExtraOptions = ["--memory=64m"],
        Cmd = ["serve"],
    };

    [Fact]
    public void Render_NewestOptions_StandBetweenWorkdirAndExtraOptions()
    {
        var arguments = Newest.Render().ExecStart.Arguments;

        Assert.Equal(
            [
                "-w", "/w", "--privileged", "--cap-add=AUDIT_WRITE", "--cap-add=NET_ADMIN", "--cap-drop=CHOWN",
                "--device=/dev/b", "--device=/dev/a", "--network=front", "--network=back", "--pull=never",
                "--memory=64m", "docker.io/library/nginx:1.27", "serve",
            ],
            arguments[arguments.IndexOf("-w")..]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(PullPolicy.Missing)]
    [InlineData(PullPolicy.Always)]
    [InlineData(PullPolicy.Newer)]
    public void Render_PullThatIsTheControllers_IsNotInTheUnit(PullPolicy? pull) =>
        Assert.DoesNotContain(
            (Newest with { Pull = pull }).Render().ExecStart.Arguments,
            argument => argument.StartsWith("--pull", StringComparison.Ordinal));

    [Fact]
    public void Render_AutoRemoveOnStopOff_DropsRm()
    {
        Assert.Equal("--rm", Specs.Web.Render().ExecStart.Arguments[2]);
        Assert.DoesNotContain("--rm", (Specs.Web with { AutoRemoveOnStop = false }).Render().ExecStart.Arguments);
    }

    [Fact]
    public void Render_Labels_OursStandsInTheirOrder()
    {
        var spec = Specs.Web with { Labels = Specs.Web.Labels.Add("z", "1").Add("a", "2") };

        Assert.Equal(
            ["a=2", "oci-reconciler.workload=web", "z=1"],
            ValuesOf("-l", spec.Render().ExecStart.Arguments));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("0")]
    public void Render_PodmanAsRootAndConmon_IsAsWithoutOptions(string root) =>
        Assert.Equal(
            UnitFileText.Format(Specs.Web.Render()),
            UnitFileText.Format((Specs.Web with { Podman = new(SdNotify.Conmon, root) }).Render()));

    [Theory]
    [InlineData(SdNotify.Healthy, "--sdnotify=healthy")]
    [InlineData(SdNotify.Container, "--sdnotify=container")]
    public void Render_OtherSdNotify_UsesARuntimeDirectory(SdNotify mode, string option)
    {
        var unit = (Specs.Web with { Podman = new(mode, "root") }).Render();

        Assert.Equal(
            ["--cidfile=/run/web/ctr-id", "--cgroups=enabled", option, "-d", "--replace"],
            unit.ExecStart.Arguments.Slice(5, 5));
        Assert.Equal("web", unit.RuntimeDirectory);
        Assert.True(unit.Delegate);
        Assert.Null(unit.User);
        Assert.Equal(["rm", "-f", "/run/web/ctr-id"], unit.ExecStartPre[1].Arguments);
        Assert.Equal(["podman", "stop", "--ignore", "--cidfile=/run/web/ctr-id"], unit.ExecStop.Single().Arguments);
        Assert.Equal(["podman", "rm", "-f", "--ignore", "--cidfile=/run/web/ctr-id"], unit.ExecStopPost.Single().Arguments);
    }

    [Fact]
    public void Render_UserThatTheHostDoesNotHave_IsAllThatIsSaidOfIt()
    {
        var unit = (Specs.Web with { Podman = new(SdNotify.Healthy, "alice") }).Render();

        Assert.Equal("alice", unit.User);
        Assert.Equal("web", unit.RuntimeDirectory);
        Assert.Empty(unit.RequiresMountsFor);
        Assert.False(unit.Environment.ContainsKey("HOME"));
        Assert.Equal(["network-online.target"], unit.After);
        Assert.Empty(unit.Requires);
    }

    [Theory]
    [InlineData(SdNotify.Conmon, false, new[] { "network-online.target" }, new string[0], new[] { "network-online.target" })]
    [InlineData(SdNotify.Healthy, false, new[] { "network-online.target", "user@2342.service" }, new[] { "user@2342.service" },
        new[] { "network-online.target" })]
    [InlineData(
        SdNotify.Healthy, true, new[] { "network-online.target", "linger-users.service", "user@2342.service" },
        new[] { "user@2342.service" },
        new[] { "network-online.target", "linger-users.service" })]
    public void Render_UserOfTheHost_HasItsHomeAndWaitsForWhatItsPodmanNeeds(
        SdNotify mode, bool lingers, string[] after, string[] requires, string[] wants)
    {
        var unit = (Specs.Web with { Podman = new(mode, "redis") }).Render(Specs.Redis with { Lingers = lingers });

        Assert.Equal("redis", unit.User);
        Assert.Equal("/var/lib/redis", unit.Environment["HOME"]);
        Assert.Equal(["/run/user/2342/containers"], unit.RequiresMountsFor);
        Assert.Equal(after, unit.After);
        Assert.Equal(requires, unit.Requires);
        Assert.Equal(wants, unit.Wants);
    }

    [Fact]
    public void Render_DependencyWithServiceName_UsesIt()
    {
        var spec = Specs.Web with { DependsOn = ["db"] };
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["db"] = "database.service" };

        var unit = UnitRenderer.Render(spec, names, new RenderSettings());

        Assert.Equal(["database.service"], unit.Requires);
        Assert.Equal(["network-online.target", "database.service"], unit.After);
    }

    [Fact]
    public void Render_ServiceName_NamesTheUnitAndNotTheContainer()
    {
        var unit = (Specs.Web with { ServiceName = "front" }).Render();

        Assert.Equal("front.service", unit.Unit);
        Assert.Equal("front.service", unit.Environment["PODMAN_SYSTEMD_UNIT"]);
        Assert.Contains("--cidfile=/run/podman-web.ctr-id", unit.ExecStart.Arguments);
    }

    private static IEnumerable<string> ValuesOf(string option, ImmutableArray<string> arguments) =>
        arguments.Index().Where(item => item.Index > 0 && arguments[item.Index - 1] == option).Select(item => item.Item);
}
