namespace OciReconciler.UnitTests.Units;

public sealed class UnitDocumentTests
{
    [Fact]
    public void ToJson_DockerUnit_IsTheContract()
    {
        var spec = Specs.Web with
        {
            Backend = Backend.Docker,
            Cmd = ["<é'\n"],
            DependsOn = ["db"],
            Login = new("ghcr.io", "bob", "/run/secrets/pw"),
        };

        using var expected = JsonDocument.Parse("""
            [{"unit":"docker-web.service","container":"web","backend":"docker","autoStart":true,"type":null,"notifyAccess":null,
            "restart":"always","timeoutStart":"infinity","timeoutStop":"120s","environment":{},
            "after":["docker.service","docker.socket","network-online.target","docker-db.service"],"requires":["docker-db.service"],
            "wants":["network-online.target"],"execStartPre":[["-docker","rm","-f","web"]],
            "execStart":["docker","run","--rm","--name=web","--log-driver=journald","-l","oci-reconciler.workload=web",
            "docker.io/library/nginx:1.27","<é'\n"],
            "execStop":[["-docker","stop","web"]],"execStopPost":[["-docker","rm","-f","web"]],
            "image":{"reference":"docker.io/library/nginx:1.27","file":null,"stream":null,
            "login":{"registry":"ghcr.io","username":"bob","passwordFile":"/run/secrets/pw"}}}]
            """);
        var text = UnitDocument.ToJson([Of(spec)]);
        using var actual = JsonDocument.Parse(text);

        Assert.Equal(Compact(expected), Compact(actual));
        Assert.Contains("\"<é'\\n\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_NoUnit_IsAnEmptyArray() => Assert.Equal("[]", UnitDocument.ToJson([]));

    [Fact]
    public void ToJson_SeveralUnits_AreSortedByUnit()
    {
        using var json = JsonDocument.Parse(UnitDocument.ToJson([Of(Specs.Web), Of(Specs.Web with { Key = new("Db") })]));

        Assert.Equal(
            ["podman-Db.service", "podman-web.service"],
            json.RootElement.EnumerateArray().Select(unit => unit.GetProperty("unit").GetString()));
    }

    [Fact]
    public void ToJson_IncompleteLogin_IsNone() =>
        Assert.Null(Of(Specs.Web with { Login = new("ghcr.io", "bob", null) }).Image.Login);

    [Fact]
    public void ToJson_OptionsOfPodman_FollowTheContract()
    {
        using var json = JsonDocument.Parse(
            UnitDocument.ToJson([Of(Specs.Web with { Podman = new(SdNotify.Conmon, "2342") }, Specs.Redis)]));

        Assert.Equal(
            """{"user":"2342","runtimeDirectory":"web","delegate":true,"requiresMountsFor":["/run/user/2342/containers"]}""",
            "{" + string.Join(',', json.RootElement[0].EnumerateObject().SkipWhile(field => field.Name != "user")
                .Select(
                    field => $"\"{field.Name}\":"
                        + $"{field.Value.GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)}")) + "}");
    }

    private static UnitDocument Of(WorkloadSpec spec, HostUser? user = null) => UnitDocument.From(spec, spec.Render(user));

    private static string Compact(JsonDocument document) => JsonSerializer.Serialize(document.RootElement);
}
