using System.Text.Json.Nodes;
using CsCheck;
using OciReconciler.Model.Manifests.Documents;

namespace OciReconciler.UnitTests.Parity;

/// <summary>The renderer against the module on sets that the vectors do not have.</summary>
public sealed class ModuleOracleTests
{
    private const int Rounds = 1500;

    public static TheoryData<string> Valid => ParityTests.Valid;

    [Theory]
    [MemberData(nameof(Valid))]
    public void Oracle_Vector_IsReported(string name)
    {
        var vector = ParityCase.All[name];
        var document = ModuleOracle.Modern(JsonNode.Parse(vector.Document)!.AsObject());
        string backend = (string)document["backend"]!;
        var containers = document["containers"]!.AsObject();
        foreach (var (container, options) in containers)
        {
            var expected = vector.Units.GetProperty(ModuleOracle.Unit(backend, container, options!.AsObject()));
            Assert.Equal(Json.List(expected, "execStart"), ModuleOracle.ExecStart(backend, container, options.AsObject()));
            Assert.Equal(Json.List(expected, "requires")
                .Order(StringComparer.Ordinal), ModuleOracle.Requires(backend, options.AsObject(), containers));
            Assert.Equal(Json.List(expected, "after")
                .Order(StringComparer.Ordinal), ModuleOracle.After(backend, options.AsObject(), containers));
        }
    }

    [Fact]
    public void Renderer_AnySet_IsWhatTheOracleSays() => ModuleSets.Documents.Sample(Check, iter: Rounds);

    private static void Check(JsonObject document)
    {
        var workloads = Parse(document).ToDictionary(workload => workload.Key.Name, StringComparer.Ordinal);
        var names = workloads.ToDictionary(pair => pair.Key, pair => UnitNames.Of(pair.Value.Spec), StringComparer.Ordinal);
        var modern = ModuleOracle.Modern(document);
        string backend = (string)modern["backend"]!;
        var containers = modern["containers"]!.AsObject();
        Assert.Equal(containers.Count, workloads.Count);
        foreach (var (name, node) in containers)
        {
            var options = node!.AsObject();
            var spec = workloads[name].Spec;
            var unit = UnitDocument.From(spec, UnitRenderer.Render(spec, names, new RenderSettings()));
            Assert.Equal(ModuleOracle.ExecStart(backend, name, options), ParityTests.WithoutOurLabels(unit.ExecStart));
            Assert.Equal(ModuleOracle.Unit(backend, name, options), unit.Unit);
            Assert.Equal(ModuleOracle.Requires(backend, options, containers), unit.Requires.Order(StringComparer.Ordinal));
            Assert.Equal(ModuleOracle.After(backend, options, containers), unit.After.Order(StringComparer.Ordinal));
            Assert.Equal((bool?)options["autoStart"] ?? true, unit.AutoStart);
            Assert.Equal((string?)options["imageFile"], unit.Image.File);
            Assert.Equal(options["login"] is JsonObject { Count: 3 }, unit.Image.Login is not null);
        }
    }

    private static IEnumerable<DeclaredWorkload> Parse(JsonObject document)
    {
        // A set that depends on itself is none that NixOS starts; here it is only refused by another check.
        foreach (var (name, options) in (document["containers"] ?? document["docker-containers"])!.AsObject())
        {
            if (options!["dependsOn"] is JsonArray needs)
                foreach (var need in needs.Where(need => (string?)need == name).ToList())
                    needs.Remove(need);
        }

        var file = ManifestParser.Parse("m.json", Encoding.UTF8.GetBytes(document.ToJsonString()), Backend.Podman);
        Assert.Empty(file.Errors.Where(error => !error.IsWarning));
        return file.Workloads;
    }
}
