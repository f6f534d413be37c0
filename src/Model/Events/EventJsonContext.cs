using System.Text.Json.Serialization;

namespace OciReconciler.Model.Events;

/// <summary>Source-generated JSON of rings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WorkloadEvent))]
public sealed partial class EventJsonContext : JsonSerializerContext;
