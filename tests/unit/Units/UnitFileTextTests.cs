using CsCheck;

namespace OciReconciler.UnitTests.Units;

public sealed class UnitFileTextTests
{
    // What has a meaning to systemd or could end a line comes more often than anything else.
    private const string Special = "$%\"'\\\n\r\t ;#{}hnx4-@:\u0001\u007f\u0085\u2028é";

    private static readonly Gen<string> AnyText = Gen.Frequency(
            (8, Gen.Int[0, Special.Length - 1].Select(index => Special[index])),
            (1, Gen.Char['\u0001', '\ud7ff']))
        .Array[0, 12]
        .Select(characters => new string(characters));

    [Fact]
    public void Format_PodmanUnit_IsAsAPersonWouldWriteIt()
    {
        var spec = Specs.Web with { Cmd = ["$HOME", "%h", "a b", ""], DependsOn = ["db"] };
        const string start =
            """podman run --rm --name=web --log-driver=journald --cidfile=/run/podman-web.ctr-id --cgroups=no-conmon --sdnotify=conmon """
            + """-d --replace -l oci-reconciler.workload=web docker.io/library/nginx:1.27 "$$HOME" "%%h" "a b" """
            + "\"\"";

        Assert.Equal(
            $"""
            [Unit]
            Description=web: 100%% nginx
            After=network-online.target podman-db.service
            Requires=podman-db.service
            Wants=network-online.target
            CollectMode=inactive-or-failed

            [Service]
            Type=notify
            NotifyAccess=all
            Restart=always
            TimeoutStartSec=infinity
            TimeoutStopSec=120s
            Environment=PODMAN_SYSTEMD_UNIT=podman-web.service
            ExecStartPre=-podman rm -f web
            ExecStartPre=rm -f /run/podman-web.ctr-id
            ExecStart={start}
            ExecStop=podman stop --ignore --cidfile=/run/podman-web.ctr-id
            ExecStopPost=podman rm -f --ignore --cidfile=/run/podman-web.ctr-id

            """,
            UnitFileText.Format(spec.Render(), "web: 100% nginx"));
    }

    [Fact]
    public void Format_AnyArguments_ParseBack() =>
        AnyText.Array[0, 5].Sample(
            arguments =>
            {
                var unit = Specs.Web.Render() with { ExecStart = new(["podman", .. arguments]) };
                Assert.Equal(unit.ExecStart.Arguments, SystemdSyntax.CommandLine(ValueOf("ExecStart", unit)));
            },
            iter: 20_000);

    [Fact]
    public void Format_AnyEnvironment_ParsesBack() =>
        AnyText.Sample(
            value =>
            {
                var unit = Specs.Web.Render() with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A", value) };
                Assert.Equal([$"A={value}"], SystemdSyntax.Assignments(ValueOf("Environment", unit)));
            },
            iter: 20_000);

    [Fact]
    public void Format_AnyDescription_StaysOnItsLine() =>
        AnyText.Sample(
            value => UnitFileText.Format(Specs.Web.Render(), value).Split('\n').Length
                == UnitFileText.Format(Specs.Web.Render(), "x").Split('\n').Length,
            iter: 2_000);

    [Fact]
    public void Format_UserAndRuntimeDirectory_AreSettings()
    {
        var text = UnitFileText.Format((Specs.Web with { Podman = new(Model.Workloads.SdNotify.Healthy, "2342") }).Render(Specs.Redis));

        Assert.Contains("\nUser=2342\nRuntimeDirectory=web web/.oci-reconciler\nDelegate=yes\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "\nAssertPathExists=|!/run/web\nAssertPathExists=|/run/web/.oci-reconciler\nAssertPathExists=|/run/web/ctr-id\n", text,
            StringComparison.Ordinal);
        Assert.Contains("\nRequiresMountsFor=/run/user/2342/containers\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void FormatAll_SeveralUnits_AreSortedUnderTheirNames()
    {
        var web = Specs.Web.Render();
        var db = (Specs.Web with { Key = new("db") }).Render();

        Assert.Equal(
            $"# podman-db.service\n{UnitFileText.Format(db)}\n# podman-web.service\n{UnitFileText.Format(web)}",
            UnitFileText.FormatAll([web, db]));
    }

    private static string ValueOf(string name, UnitDefinition unit) =>
        UnitFileText.Format(unit).Split('\n').Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
