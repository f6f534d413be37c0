namespace OciReconciler.UnitTests.Parity;

/// <summary>The renderer against what NixOS's oci-containers module made of 60 random container sets.</summary>
public sealed class ParityTests
{
    public static TheoryData<string> Valid => [.. ParityCase.All.Values.Where(c => c.Invalid.IsEmpty).Select(c => c.Name)];

    public static TheoryData<string> Invalid => [.. ParityCase.All.Values.Where(c => !c.Invalid.IsEmpty).Select(c => c.Name)];

    [Fact]
    public void Vectors_All_Hold()
    {
        foreach (string name in Valid.Select(row => row.Data))
            Renderer_ValidVector_EqualsTheModule(name);
        foreach (string name in Invalid.Select(row => row.Data))
            Parser_InvalidVector_RefusesIt(name);

        Assert.Equal((58, 2), (Valid.Count, Invalid.Count));
        Figure.Print(
            "parity with NixOS's module",
            $"{Valid.Count + Invalid.Count} of {ParityCase.All.Count} cases: {Valid.Count} rendered element for element, {Invalid.Count} "
            + "refused as the module refuses them");
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Renderer_ValidVector_EqualsTheModule(string name)
    {
        var vector = ParityCase.All[name];
        var file = Parse(vector);
        Assert.Empty(file.Errors.Where(error => !error.IsWarning));
        var specs = file.Workloads.Select(workload => workload.Spec).ToArray();
        var unitNames = specs.ToDictionary(spec => spec.Key.Name, UnitNames.Of, StringComparer.Ordinal);
        var documents = specs
            .Select(spec => UnitDocument.From(spec, UnitRenderer.Render(spec, unitNames, vector.Settings)))
            .ToDictionary(document => document.Unit, StringComparer.Ordinal);

        Assert.Equal(Sorted(vector.Units.EnumerateObject().Select(unit => unit.Name)), Sorted(documents.Keys));
        foreach (var expected in vector.Units.EnumerateObject())
        {
            AssertCommands(expected.Value, documents[expected.Name]);
            AssertSettings(expected.Value, documents[expected.Name]);
            AssertImage(expected.Value, documents[expected.Name].Image);
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Parser_InvalidVector_RefusesIt(string name)
    {
        var file = Parse(ParityCase.All[name]);

        Assert.Empty(file.Workloads);
        Assert.Contains(file.Errors, error =>
            !error.IsWarning
            && ParityCase.All[name].Invalid.All(message => error.Message.Contains(message, StringComparison.Ordinal)));
    }

    private static ManifestFile Parse(ParityCase vector) => ManifestParser.Parse(vector.Name, vector.Document, Backend.Podman);

    private static void AssertCommands(JsonElement expected, UnitDocument actual)
    {
        Assert.Equal(Json.List(expected, "execStart"), WithoutOurLabels(actual.ExecStart));
        // By the name alone the module's commands could remove somebody else's container, whose id begins like it: ADR 9.
        var departs = ContainerNames.MayBeId(actual.Backend == "podman" ? Backend.Podman : Backend.Docker, actual.Container);
        if (departs && actual.Backend == "docker")
            return;
        Assert.Equal([Json.Text(expected, "preStop")!], actual.ExecStop.Select(Shell));
        Assert.Equal([Json.Text(expected, "postStop")!], actual.ExecStopPost.Select(Shell));
        if (departs)
            return;
        IEnumerable<string> pre = actual.Backend == "podman"
            ? [$"podman rm -f {actual.Container} || true", $"rm -f /run/podman-{actual.Container}.ctr-id"]
            : [$"docker rm -f {actual.Container} || true"];
        Assert.Equal(pre, actual.ExecStartPre.Select(Shell));
    }

    private static void AssertSettings(JsonElement expected, UnitDocument actual)
    {
        Assert.Equal(Sorted(Json.List(expected, "after")), Sorted(actual.After));
        Assert.Equal(Sorted(Json.List(expected, "requires")), Sorted(actual.Requires));
        Assert.Equal(Sorted(Json.List(expected, "wants")), Sorted(actual.Wants));
        Assert.Equal(expected.GetProperty("autoStart").GetBoolean(), actual.AutoStart);
        Assert.Equal(Json.Map(expected, "environment"), actual.Environment);
        Assert.Equal(Json.Text(expected, "type"), actual.Type);
        Assert.Equal(Json.Text(expected, "notifyAccess"), actual.NotifyAccess);
        Assert.Equal(Json.Text(expected, "restart"), actual.Restart);
        Assert.Equal(Seconds(expected.GetProperty("timeoutStartSec").GetInt32()), actual.TimeoutStart);
        Assert.Equal(Seconds(expected.GetProperty("timeoutStopSec").GetInt32()), actual.TimeoutStop);
        Assert.Null(actual.User);
        Assert.Null(actual.RuntimeDirectory);
        Assert.False(actual.Delegate);
    }

    private static void AssertImage(JsonElement expected, UnitImage actual)
    {
        Assert.Equal(Json.Text(expected, "imageFile"), actual.File);
        Assert.Equal(Json.Text(expected, "imageStream"), actual.Stream);
        var login = expected.GetProperty("login");
        Assert.Equal(
            login.ValueKind == JsonValueKind.Null
                ? null
                : new UnitImageLogin(Json.Text(login, "registry")!, Json.Text(login, "username")!, Json.Text(login, "passwordFile")!),
            actual.Login);
    }

    /// <summary>Takes our one label out, wherever it stands among the others.</summary>
    internal static ImmutableArray<string> WithoutOurLabels(ImmutableArray<string> arguments)
    {
        var kept = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < arguments.Length; i++)
            if (arguments[i] == "-l" && arguments[i + 1].StartsWith(Ownership.LabelPrefix, StringComparison.Ordinal))
                i++;
            else
                kept.Add(arguments[i]);
        Assert.Equal(arguments.Length - 2, kept.Count);
        return kept.ToImmutable();
    }

    /// <summary>The module's shell form of a command whose arguments need no quoting.</summary>
    private static string Shell(ImmutableArray<string> command) =>
        command[0].StartsWith('-') ? string.Join(' ', command)[1..] + " || true" : string.Join(' ', command);

    private static string Seconds(int seconds) => seconds == 0 ? "infinity" : $"{seconds}s";

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
