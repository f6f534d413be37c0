using System.Text;
using System.Text.Json.Serialization;
using OciReconciler.Model.Hashing;

namespace OciReconciler.State;

/// <summary>
/// The manifests that were last defined, and what else went into them, to say what a change is about. Only for words: what is applied is
/// decided by the mark that systemd has, and a record that does not belong to it is not used. In /run, readable by us alone and never
/// synced, as units are gone after a reboot.
/// </summary>
/// <param name="published">Writes them; null for a read-only command.</param>
internal sealed class LastAppliedSpecs(string directory, StateFiles state, PublishedFiles? published = null)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly FileFormat<AppliedSpec> SpecFormat = new(
        ".json",
        spec => Encoding.UTF8.GetBytes($"{spec.DefinitionHash}\n{spec.Document}"),
        (_, bytes) => Parse(Strict.GetString(bytes)),
        PrivateFile.Write);

    private static readonly FileFormat<AppliedInputs> InputsFormat = FileFormat.Json(
        ".inputs",
        AppliedInputsContext.Default.AppliedInputs,
        PrivateFile.Write,
        (_, record) => record.Inputs.Files.Values.All(digest => digest is not null));

    private readonly WorkloadFiles<AppliedSpec> _specs = new(directory, SpecFormat, state);
    private readonly WorkloadFiles<AppliedInputs> _inputs = new(directory, InputsFormat, state);

    /// <summary>Records what was defined at <paramref name="definitionHash"/>.</summary>
    public void Save(WorkloadKey key, string definitionHash, string document) =>
        published?.Write(_specs.PathOf(key), _ => _specs.Write(key, new AppliedSpec(definitionHash, document)));

    /// <summary>
    /// Fields in which <paramref name="document"/> differs from what was defined at <paramref name="definitionHash"/>; none when there is
    /// no such record.
    /// </summary>
    public IReadOnlyList<FieldChange> ChangesSince(WorkloadKey key, string definitionHash, string document) =>
        _specs.TryRead(key) is { } spec && spec.DefinitionHash == definitionHash ? FieldDiff.Between(spec.Document, document) : [];

    /// <summary>Records what the workload that is defined was made from.</summary>
    public void SaveInputs(WorkloadKey key, string inputsHash, WorkloadInputs inputs) =>
        published?.Write(_inputs.PathOf(key), _ => _inputs.Write(key, new AppliedInputs(inputsHash, inputs)));

    /// <summary>What was defined at <paramref name="inputsHash"/> was made from; null when there is no such record.</summary>
    public WorkloadInputs? InputsAt(WorkloadKey key, string inputsHash) =>
        _inputs.TryRead(key) is { } record && record.InputsHash == inputsHash ? record.Inputs : null;

    /// <summary>Whether the workload was defined since the host booted, and not removed.</summary>
    public bool Knows(WorkloadKey key) => _specs.Has(key);

    /// <summary>Drops the record of a workload that is gone.</summary>
    public void Forget(WorkloadKey key)
    {
        if (!_specs.Exists)
            return;
        published?.Delete(_specs.PathOf(key));
        published?.Delete(_inputs.PathOf(key));
    }

    private static AppliedSpec Parse(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end <= 0)
            throw new InvalidDataException("it does not begin with a digest");
        var spec = new AppliedSpec(text[..end], text[(end + 1)..]);
        // Comparing needs a document with a spec: whatever lacks one is damaged.
        _ = FieldDiff.Between(spec.Document, spec.Document);
        return spec;
    }

    private sealed record AppliedSpec(string DefinitionHash, string Document);
}

/// <summary>What a workload that is defined was made from.</summary>
/// <param name="InputsHash">As in the mark.</param>
/// <param name="Inputs">The same in full.</param>
internal sealed record AppliedInputs(string InputsHash, WorkloadInputs Inputs);

/// <summary>Source-generated, for NativeAOT.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AppliedInputs))]
internal sealed partial class AppliedInputsContext : JsonSerializerContext;
