namespace OciReconciler.UnitTests.Parity;

/// <summary>One case of vectors.json: a document, and what NixOS's own module makes of it.</summary>
public sealed record ParityCase(string Name, byte[] Document, RenderSettings Settings, ImmutableArray<string> Invalid, JsonElement Units)
{
    /// <summary>The document is in the legacy shape.</summary>
    public bool IsLegacy { get; private init; }

    /// <summary>All cases, by name.</summary>
    public static ImmutableSortedDictionary<string, ParityCase> All { get; } = Load();

    private static ImmutableSortedDictionary<string, ParityCase> Load()
    {
        using var stream = typeof(ParityCase).Assembly.GetManifestResourceStream("parity-vectors.json")!;
        using var vectors = JsonDocument.Parse(stream);
        return vectors.RootElement.EnumerateArray().Select(Read).ToImmutableSortedDictionary(c => c.Name, c => c, StringComparer.Ordinal);
    }

    private static ParityCase Read(JsonElement vector) => new(
        vector.GetProperty("case").GetString()!,
        JsonSerializer.SerializeToUtf8Bytes(vector.GetProperty("document")),
        new RenderSettings { ProxyEnvironment = Json.Map(vector.GetProperty("proxyEnvironment")) },
        Json.List(vector.GetProperty("invalid")),
        vector.GetProperty("units").Clone())
    {
        IsLegacy = vector.GetProperty("document").TryGetProperty("docker-containers", out _),
    };
}
