using System.Text.Json.Nodes;
using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.UnitTests.Manifests.Fuzz;

/// <summary>What has to hold of any bytes.</summary>
internal static class MutantCheck
{
    // The schema's check costs more than all the rest. No divisor of the ways that mutants are made in.
    private const int SchemaEvery = 7;

    private static readonly JsonNode Schema = JsonNode.Parse(ManifestSchema.Generate())!;
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Throws when something does not hold.</summary>
    /// <returns>Whether the bytes are a manifest.</returns>
    public static bool Run(byte[] bytes, int number)
    {
        var file = ManifestParser.Parse("m.json", bytes, number % 2 == 0 ? Backend.Podman : Backend.Docker);
        Assert.All(file.Errors, error => Assert.True(IsReadable(error), error.ToString()));
        if (!file.IsValid)
        {
            Assert.Empty(file.Workloads);
            return false;
        }

        Assert.All(
            ManifestSet.Check([file], unknownDependencyIsError: number % 4 == 0),
            error => Assert.True(IsReadable(error), error.ToString()));
        var names = file.Workloads.ToDictionary(
            workload => workload.Key.Name, workload => UnitNames.Of(workload.Spec), StringComparer.Ordinal);
        foreach (var workload in file.Workloads)
            CheckWorkload(workload, names);
        var again = ManifestParser.Parse("list.json", ManifestWriter.WriteList(file.Workloads), Backend.Podman);
        Assert.Equal(file.Workloads.Select(Written), again.Workloads.Select(Written));
        if (number % SchemaEvery == 0 && !file.Workloads.IsEmpty)
            Assert.True(
                SchemaCheck.Conforms(Schema, JsonNode.Parse(WithoutMark(bytes), documentOptions: Lenient)),
                "the parser takes what the schema does not");
        return true;
    }

    private static void CheckWorkload(DeclaredWorkload workload, Dictionary<string, string> names)
    {
        var again = ManifestParser.Parse(
            "again.json", ManifestWriter.Write(workload.Spec, workload.MetadataLabels, indented: false), Backend.Docker);
        Assert.True(again.IsValid, string.Join('\n', again.Errors));
        Assert.Equal(Written(workload), Written(Assert.Single(again.Workloads)));
        Assert.Equal(SpecHash.Definition(workload.Spec, names), SpecHash.Definition(again.Workloads[0].Spec, names));

        var unit = UnitRenderer.Render(workload.Spec, names, new RenderSettings());
        Assert.True(UnitNames.IsValidService(unit.Unit), unit.Unit);
        Assert.DoesNotContain(unit.ExecStart.Arguments, argument => argument.Contains('\0', StringComparison.Ordinal));
        Assert.NotEmpty(UnitFileText.Format(unit));
        Assert.NotEmpty(UnitDocument.ToJson([UnitDocument.From(workload.Spec, unit)]));
    }

    private static bool IsReadable(ManifestError error) =>
        error.Line > 0
        && error.Path.StartsWith('$')
        && error.Message.Length is > 0 and < 1000
        && !error.ToString().Any(char.IsControl)
        && !error.Message.Contains("BytePosition", StringComparison.Ordinal);

    private static string Written(DeclaredWorkload workload) =>
        Encoding.UTF8.GetString(ManifestWriter.Write(workload.Spec, workload.MetadataLabels));

    private static byte[] WithoutMark(byte[] bytes) => bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
}
