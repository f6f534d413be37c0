using System.Text.Json.Serialization;

namespace OciReconciler.Engine;

/// <summary>How <see cref="ListingRows"/> are read.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ListingRows.ContainerRow))]
[JsonSerializable(typeof(ListingRows.ImageRow))]
internal sealed partial class EngineListingJson : JsonSerializerContext;
