using System.Text.Json.Serialization;

namespace OciReconciler.Model.Status;

/// <summary>Source-generated JSON of status files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WorkloadStatus))]
public sealed partial class StatusJsonContext : JsonSerializerContext;
