using System.Text.Json.Nodes;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.UnitTests.Manifests;

namespace OciReconciler.UnitTests.Parity;

/// <summary>What import writes means what was read: for the module's documents and for those with every default in them.</summary>
public sealed class ParityImportTests
{
    public static TheoryData<string> Valid => ParityTests.Valid;

    [Theory]
    [MemberData(nameof(Valid))]
    public void Import_Vector_RoundTrips(string name) => AssertRoundTrip(ParityCase.All[name].Document, ParityCase.All[name].Settings);

    public static TheoryData<string> ValidOfToday =>
        [.. ParityCase.All.Values.Where(vector => vector.Invalid.IsEmpty && !vector.IsLegacy).Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(ValidOfToday))]
    public void Parse_EveryOptionGiven_MeansTheSameAsWithoutDefaults(string name)
    {
        var vector = ParityCase.All[name];
        var plain = Workloads(ManifestParser.Parse("m.json", vector.Document, Backend.Podman));
        foreach (var document in (byte[][])[NixDefaults.FillSeed(vector.Document), NixDefaults.FillNewest(vector.Document)])
        {
            var full = Workloads(ManifestParser.Parse("m.json", document, Backend.Podman));

            Assert.Equal(Written(plain), Written(full));
            Assert.Equal(Rendered(plain, vector.Settings), Rendered(full, vector.Settings));
            Assert.Equal(Hashes(plain), Hashes(full));
            AssertRoundTrip(document, vector.Settings);
        }
    }

    [Fact]
    public void NixDefaults_Newest_HasEveryOption()
    {
        var document = JsonNode.Parse(
            NixDefaults.FillNewest("""{"backend": "podman", "containers": {"web": {"image": "nginx"}}}"""u8.ToArray()))!;
        var schema = JsonNode.Parse(ManifestSchema.Generate())!;

        Assert.Equal(
            schema["$defs"]!["nixContainer"]!["properties"]!.AsObject().Select(option => option.Key).Order(StringComparer.Ordinal),
            document["containers"]!["web"]!.AsObject().Select(option => option.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("docker")]
    public void Parse_ServiceNameThatIsTheDefault_IsAsNone(string backend)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var plain = Sample.One(Sample.Spec($"'backend': '{backend}'")).Spec;
        var named = Sample.One(Sample.Spec($"'backend': '{backend}', 'serviceName': '{backend}-web'")).Spec;

        Assert.Equal(SpecHash.Definition(plain, names), SpecHash.Definition(named, names));
        Assert.Equal(
            UnitFileText.Format(UnitRenderer.Render(plain, names, new RenderSettings())),
            UnitFileText.Format(UnitRenderer.Render(named, names, new RenderSettings())));
    }

    [Fact]
    public void ParseNix_OurOwnShape_SaysWhatIsWanted()
    {
        var file = ManifestParser.ParseNix(
            "m.json", """{"apiVersion": "oci-reconciler/v1", "kind": "List", "items": []}"""u8.ToArray(), Backend.Podman);

        Assert.Equal(
            """m.json:1: $: this is not NixOS's shape, which has "containers" or "docker-containers" at its top: give the value of """
            + """virtualisation.oci-containers, as nix eval --json prints it""",
            Assert.Single(file.Errors).ToString());
    }

    private static void AssertRoundTrip(byte[] document, RenderSettings settings)
    {
        var read = Workloads(ManifestParser.ParseNix("m.json", document, Backend.Podman));
        // Another default backend shows that what is written names its own.
        var fromList = Workloads(ManifestParser.Parse("list.json", ManifestWriter.WriteList(read), Backend.Docker));
        var fromFiles = read.SelectMany(
            workload => Workloads(ManifestParser.Parse("one.json", ManifestWriter.Write(workload.Spec), Backend.Docker))).ToList();

        Assert.Equal(Written(read), Written(fromList));
        Assert.Equal(Written(read), Written(fromFiles));
        Assert.Equal(Rendered(read, settings), Rendered(fromList, settings));
        Assert.Equal(Rendered(read, settings), Rendered(fromFiles, settings));
        Assert.Equal(Hashes(read), Hashes(fromFiles));
    }

    private static IReadOnlyList<DeclaredWorkload> Workloads(ManifestFile file)
    {
        Assert.Empty(file.Errors.Where(error => !error.IsWarning));
        return file.Workloads;
    }

    private static List<string> Written(IEnumerable<DeclaredWorkload> workloads) =>
        [.. workloads.Select(workload => Encoding.UTF8.GetString(ManifestWriter.Write(workload.Spec, workload.MetadataLabels)))];

    private static string Rendered(IReadOnlyList<DeclaredWorkload> workloads, RenderSettings settings) =>
        UnitDocument.ToJson(
            workloads.Select(workload => UnitDocument.From(workload.Spec, UnitRenderer.Render(workload.Spec, Names(workloads), settings))));

    private static List<string> Hashes(IReadOnlyList<DeclaredWorkload> workloads) =>
        [.. workloads.Select(workload => SpecHash.Definition(workload.Spec, Names(workloads)))];

    private static Dictionary<string, string> Names(IEnumerable<DeclaredWorkload> workloads) =>
        workloads.ToDictionary(workload => workload.Key.Name, workload => UnitNames.Of(workload.Spec), StringComparer.Ordinal);
}
