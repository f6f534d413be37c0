using System.Text.Json.Serialization;
using OciReconciler.Model.Rollouts;

namespace OciReconciler.State;

/// <summary>Source-generated JSON of records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RolloutRecord))]
internal sealed partial class RolloutJsonContext : JsonSerializerContext;
