using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Files;
using OciReconciler.Model.Hashing;
using OciReconciler.Model.Workloads;

namespace OciReconciler.State;

/// <summary>
/// The manifests that were last defined, and what else went into them, to tell what a change is about. Only for words: what is applied is decided by the mark
/// that systemd holds, and a record that does not belong to it is not used. In /run, readable by us alone, as units are gone after a reboot.
/// </summary>
/// <param name="directory">Where records lie.</param>
/// <param name="state">Reads them.</param>
/// <param name="files">Writes them; null for a command that only looks.</param>
internal sealed class LastAppliedSpecs(string directory, StateFiles state, PublishedFiles? files = null)
{
    private const string Suffix = ".json";
    private const string InputsSuffix = ".inputs";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Records what was defined at <paramref name="definitionHash"/>.</summary>
    public void Save(WorkloadKey key, string definitionHash, string document) => files?.Write(PathOf(key), path =>
    {
        StateDirectory.MakePrivate(directory);
        AtomicFile.WriteDurably(path, Encoding.UTF8.GetBytes($"{definitionHash}\n{document}"));
    });

    /// <summary>Fields in which <paramref name="document"/> differs from what was defined at <paramref name="definitionHash"/>; none when there is no such record.</summary>
    public IReadOnlyList<FieldChange> ChangesSince(WorkloadKey key, string definitionHash, string document) =>
        state.TryRead(PathOf(key), Parse) is { } record && record.DefinitionHash == definitionHash ? FieldDiff.Between(record.Document, document) : [];

    /// <summary>Records what the workload that is defined was made from.</summary>
    public void SaveInputs(WorkloadKey key, string inputsHash, WorkloadInputs inputs) => files?.Write(InputsPathOf(key), path =>
    {
        StateDirectory.MakePrivate(directory);
        var record = new AppliedInputs(inputsHash, inputs);
        AtomicFile.WriteDurably(path, JsonSerializer.SerializeToUtf8Bytes(record, AppliedInputsContext.Default.AppliedInputs));
    });

    /// <summary>What was defined at <paramref name="inputsHash"/> was made from; null when there is no such record.</summary>
    public WorkloadInputs? InputsAt(WorkloadKey key, string inputsHash)
    {
        var parser = StateJson.Parser(AppliedInputsContext.Default.AppliedInputs, record => record.Inputs.Files.Values.All(digest => digest is not null));
        return state.TryRead(InputsPathOf(key), parser) is { } record && record.InputsHash == inputsHash ? record.Inputs : null;
    }

    /// <summary>Whether the workload was defined since the host booted, and not removed.</summary>
    public bool Knows(WorkloadKey key) => File.Exists(PathOf(key));

    /// <summary>Drops the record of a workload that is gone.</summary>
    public void Forget(WorkloadKey key)
    {
        if (!Directory.Exists(directory))
            return;
        files?.Delete(PathOf(key));
        files?.Delete(InputsPathOf(key));
    }

    private string PathOf(WorkloadKey key) => WorkloadFiles.PathOf(directory, key, Suffix);

    private string InputsPathOf(WorkloadKey key) => WorkloadFiles.PathOf(directory, key, InputsSuffix);

    private static Applied Parse(byte[] bytes)
    {
        var text = Strict.GetString(bytes);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end <= 0)
            throw new InvalidDataException("it does not begin with a digest");
        var record = new Applied(text[..end], text[(end + 1)..]);
        // Two documents that are compared have this at least.
        _ = FieldDiff.Between(record.Document, record.Document);
        return record;
    }

    private sealed record Applied(string DefinitionHash, string Document);
}

/// <summary>What a workload that is defined was made from.</summary>
/// <param name="InputsHash">As in the mark.</param>
/// <param name="Inputs">The same in full.</param>
internal sealed record AppliedInputs(string InputsHash, WorkloadInputs Inputs);

/// <summary>Source-generated, for NativeAOT.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AppliedInputs))]
internal sealed partial class AppliedInputsContext : JsonSerializerContext;
