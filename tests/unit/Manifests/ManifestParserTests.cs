using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.UnitTests.Manifests;

public class ManifestParserTests
{
    [Fact]
    public void Parse_EveryField_ReachesTheSpec()
    {
        var workload = Sample.One(Sample.Full);
        var spec = workload.Spec;

        Assert.Equal(("m.json", 4, "$"), (workload.File, workload.Line, workload.Path));
        Assert.Equal("front", workload.MetadataLabels["tier"]);
        Assert.Equal("web", spec.Key.Name);
        Assert.Equal("/srv/images/web.tar", spec.ImageFile);
        Assert.Equal(new RegistryLogin("https://registry.example.org:5000", "bob", "/etc/web.password"), spec.Login);
        Assert.Equal(["--port=80", "", "a\nb", "$HOME"], spec.Cmd);
        Assert.Equal("Host(`example.container`)", spec.Labels["traefik.http.routers.x.rule"]);
        Assert.Equal(["A", "B"], spec.Environment.Keys);
        Assert.Equal("line\nbreak", spec.Environment["B"]);
        Assert.Equal(["127.0.0.1:8080:80", "[::1]:8443:443/tcp", "53/udp"], spec.Ports);
        Assert.Equal("k8s-file", spec.LogDriver);
        Assert.Equal(
            ("/bin/web", "1000:1000", "/srv", "web1", "site"), (spec.Entrypoint, spec.User, spec.Workdir, spec.Hostname, spec.ServiceName));
        Assert.Equal(["db", "cache"], spec.DependsOn);
        Assert.Equal(PullPolicy.Newer, spec.Pull);
        Assert.Equal((true, false, null), (spec.Capabilities["NET_ADMIN"], spec.Capabilities["MKNOD"], spec.Capabilities["CHOWN"]));
        Assert.Equal((false, true, false), (spec.AutoStart, spec.Privileged, spec.AutoRemoveOnStop));
        Assert.Equal(new PodmanOptions(SdNotify.Healthy, "alice"), spec.Podman);
    }

    [Theory]
    [InlineData(Backend.Podman)]
    [InlineData(Backend.Docker)]
    public void Parse_NoBackend_TakesTheDefault(Backend backend)
    {
        Assert.Equal(backend, Sample.One(Sample.Spec(""), backend).Spec.Backend);
        Assert.Equal(backend, Sample.One("""{"containers": {"web": {"image": "nginx"}}}""", backend).Spec.Backend);
        Assert.Equal(Backend.Docker, Sample.One("""{"docker-containers": {"web": {"image": "nginx"}}}""", backend).Spec.Backend);
    }

    [Fact]
    public void Parse_List_DeclaresEachItemAtItsPlace()
    {
        var file = Sample.Parse(
            $$"""{"apiVersion": "oci-reconciler/v1", "kind": "List", "items": [{{Sample.Named("a", "")}}, {{Sample.Named("b", "")}}]}""");

        Assert.Equal(
            [("a", 2, "$.items[0]"), ("b", 4, "$.items[1]")],
            file.Workloads.Select(workload => (workload.Key.Name, workload.Line, workload.Path)));
    }

    [Fact]
    public void Parse_NullsAsNixPrintsThem_AreDefaults()
    {
        var spec = Sample.One(Sample.Nix(
            "'imageFile': null, 'imageStream': null, 'login': {'username': null, 'passwordFile': null, 'registry': null}, 'entrypoint': "
            + "null, 'user': null, "
            + "'workdir': null, 'hostname': null, 'podman': null, 'log-driver': 'none', 'serviceName': 'site', 'pull': 'never'")).Spec;

        Assert.Null(spec.Login);
        Assert.Null(spec.Podman);
        Assert.Null(spec.User);
        Assert.Equal(("none", "site", PullPolicy.Never), (spec.LogDriver, spec.ServiceName, spec.Pull));
    }

    [Theory]
    [InlineData("'extraDockerOptions': ['-b']", "-b")]
    [InlineData("'extraDockerOptions': ['-b'], 'extraOptions': ['-a']", "-b")]
    [InlineData("'extraOptions': ['-a'], 'extraDockerOptions': []", "")]
    [InlineData("'extraOptions': ['-a']", "")]
    public void Parse_Legacy_TakesExtraDockerOptionsAlone(string fields, string options)
    {
        var file = Sample.Parse(
            """{"docker-containers": {"web": {"image": "nginx", FIELDS}}}""".Replace("FIELDS", fields.Replace('\'', '"'),
                StringComparison.Ordinal));

        Assert.Equal(options, string.Join(' ', Assert.Single(file.Workloads).Spec.ExtraOptions));
        Assert.Equal(
            fields.Contains("extraOptions", StringComparison.Ordinal)
            ? [
                "m.json:1: $.docker-containers.web.extraOptions: warning: in \"docker-containers\" NixOS drops extraOptions, and so do "
                + "we: move them to extraDockerOptions"] : [],
            file.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Parse_SeveralErrors_AreAllReportedInOrderOfLine()
    {
        var file = Sample.Parse("""
            {
              "apiVersion": "oci-reconciler/v2",
              "kind": "Container",
              "metadata": {"name": "we b"},
              "spec": {
                "ports": ["80:80", "x"],
                "imagFile": "/x",
                "environment": {"A": 1}
              }
            }
            """);

        Assert.Equal(
            [(2, "$.apiVersion"), (4, "$.metadata.name"), (5, "$.spec"), (6, "$.spec.ports[1]"), (7, "$.spec.imagFile"),
                (8, "$.spec.environment.A")],
            file.Errors.Select(error => (error.Line, error.Path)));
        Assert.Equal("""m.json:6: $.spec.ports[1]: "x" is no port: "x" is no number""", file.Errors[3].ToString());
    }

    [Theory]
    [InlineData("'login': {'username': 'bob'}", "$.spec.login",
        "the login does not count without registry and passwordFile: give all three fields, or remove it")]
    [InlineData("'logDriver': 'joural'", "$.spec.logDriver",
        "podman does not know the log driver \"joural\" by itself: it knows journald, k8s-file, json-file, none, passthrough, "
        + "passthrough-tty")]
    [InlineData("'dependsOn': ['db', 'db']", "$.spec.dependsOn", "\"db\" is given twice: once is enough")]
    [InlineData("'capabilities': {'NET_ADMN': false, 'cap_net_raw': true, 'X': null}", "$.spec.capabilities.NET_ADMN",
        "\"NET_ADMN\" is no capability of Linux that is known here: did you mean \"NET_ADMIN\"?")]
    [InlineData("'volumes': ['a1:/data', '/data/']", "$.spec.volumes",
        "\"/data/\": another volume has this place in the container already, and only one can")]
    [InlineData("'volumes': ['/a:/b:readonly']", "$.spec.volumes",
        "\"/a:/b:readonly\": podman may not know the option \"readonly\" of a volume: it knows rw, ro, z, Z, O, U, shared, rshared, "
        + "slave, rslave, private, rprivate, unbindable, runbindable, bind, rbind, exec, noexec, dev, nodev, suid, nosuid, copy, nocopy, "
        + "idmap, upperdir, workdir, consistent, cached, delegated, norecurse, no-dereference")]
    [InlineData("'backend': 'docker', 'volumes': ['/a:/b:rslav']", "$.spec.volumes",
        "\"/a:/b:rslav\": docker may not know the option \"rslav\" of a volume: did you mean \"rslave\"?")]
    [InlineData("'preRunExtraOptions': ['--root', '/x']", "$.spec.preRunExtraOptions",
        "--root leads to images and containers that the controller does not ask about: no image is prepared (imageFile, imageStream, "
        + "login and pull have no effect), and neither the container nor its health is looked at. While its unit is active it "
        + "counts as ready")]
    [InlineData("'extraOptions': ['--pull=always']", "$.spec.extraOptions",
        "--pull would pull while the container is down, and without credentials: use the field pull")]
    public void Parse_Doubtful_IsAWarning(string fields, string path, string message)
    {
        var file = Sample.Parse(Sample.Spec(fields));

        Assert.Equal([new ManifestError("m.json", 3, path, message, IsWarning: true)], file.Errors);
        Assert.Single(file.Workloads);
    }

    [Theory]
    [InlineData("'cmd': ['a\\nb\\u0007']")]
    [InlineData("'environment': {'A': '\\t\\n', 'discovery.type': 'x'}")]
    [InlineData("'labels': {'a': '\\u001b'}")]
    [InlineData("'extraOptions': ['a\\nb', '-v', '--privileged']")]
    [InlineData(
        "'extraOptions': ['-d', '--rm', '--replace=true', '--sdnotify=conmon', '--restart=no', '-tl', 'a=b', '--health-cmd=x', '--label', "
        + "'x=oci-reconciler.a']")]
    [InlineData("'backend': 'docker', 'extraOptions': ['-d=false', '--rm', '-e', '--name=x', '--env', '-d', '--', '-x']")]
    [InlineData("'extraOptions': ['--'], 'cmd': ['evil', '--name=x'], 'preRunExtraOptions': ['--log-level', 'debug', 'container']")]
    [InlineData("'entrypoint': '', 'workdir': '/a b', 'hostname': ''")]
    [InlineData("'entrypoint': '--x'")]
    [InlineData("'healthCheck': {'test': ['CMD', '/bin/grep', '-q', 'x', '/f']}")]
    [InlineData("'healthCheck': {'test': 'test -x /f || exit 1'}")]
    [InlineData("'backend': 'docker', 'healthCheck': {'test': 'wget -q http://localhost'}")]
    [InlineData("'workdir': '', 'user': 'a b:c', 'capabilities': {'CAP_SYS_ADMIN': true, 'all': false}")]
    [InlineData("'ports': ['80', '1-3:1-3/udp', '1-3:80', '127.0.0.1::80', '[::]:80-81:80-81/sctp', '0:80', '80/tcp,udp']")]
    [InlineData("'volumes': ['/cache', '/a b:/c d', 'v.1:/x:rw,Z', '/a:/b:idmap=uids=0-1-10', '/c:/d:O,upperdir=/u,workdir=/w']")]
    [InlineData("'devices': ['/dev/dri', '/dev/a:rw', '/dev/a:/dev/b', '/dev/a:/dev/b:rwm', 'nvidia.com/gpu=all']")]
    [InlineData("'networks': ['host', 'container:db', 'slirp4netns:port_handler=slirp4netns']")]
    [InlineData("'serviceName': 'app@web', 'login': null, 'dependsOn': ['a.b', 'c_d-e']")]
    [InlineData("'backend': 'docker', 'logDriver': 'vendor/plugin:1', 'pull': 'never'")]
    public void Parse_Unusual_IsTaken(string fields) => Assert.Empty(Sample.Parse(Sample.Spec(fields)).Errors);

    // The engine refuses them by itself.
    [Theory]
    [InlineData("'extraOptions': ['-t', '-e']", "-e in extraOptions lacks its value, and takes the image for it: give it one")]
    [InlineData("'preRunExtraOptions': ['--syslog', '--log-level']",
        "--log-level in preRunExtraOptions lacks its value, and takes the word run for it: give it one")]
    public void Parse_OptionWithoutItsValue_IsAWarning(string fields, string message)
    {
        var file = Sample.Parse(Sample.Spec(fields));

        Assert.Single(file.Workloads);
        Assert.Equal(message, file.Errors.Single().Message);
    }

    [Theory]
    [InlineData("cafe", true)]
    [InlineData("cafe:1", false)]
    [InlineData("library/cafe", false)]
    [InlineData("abababababababababababababababababababababababababababababababab", false)]
    public void Parse_ImageThatCouldBeAnId_IsAWarning(string image, bool isDoubtful)
    {
        var file = Sample.Parse(Sample.Image($"'{image}'"));

        Assert.Single(file.Workloads);
        Assert.Equal(
            isDoubtful ? [
                $"m.json:3: $.spec.image: warning: \"{image}\" could be the beginning of another image's id, which the engine would run: "
                + $"write {image}:TAG"] : [],
            file.Errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("library/nginx:1.27")]
    [InlineData("localhost:5000/x/y:z")]
    [InlineData("[::1]:5000/x")]
    [InlineData("Registry.Example.Org/a__b/c-d.e:V1")]
    [InlineData("ghcr.io/o/r:v1@sha256:abababababababababababababababababababababababababababababababab")]
    [InlineData("sha256:abababababababababababababababababababababababababababababababab")]
    public void Parse_ImageReference_IsTaken(string image) => Assert.Equal(image, Sample.One(Sample.Image($"'{image}'")).Spec.Image);
}
