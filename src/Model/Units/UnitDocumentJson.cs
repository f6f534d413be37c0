using System.Text.Json.Serialization;

namespace OciReconciler.Model.Units;

/// <summary>Source-generated serializer of <see cref="UnitDocument"/>.</summary>
[JsonSerializable(typeof(UnitDocument[]))]
internal sealed partial class UnitDocumentJson : JsonSerializerContext;
