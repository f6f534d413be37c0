using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Docker.DotNet;

namespace OciReconciler.Engine;

/// <summary>
/// Lists containers and images. Answers are read as they come and are not kept: a host with thousands of containers is told of in tens of
/// megabytes. Throws what the client throws.
/// </summary>
internal sealed class EngineLister(HttpMessageInvoker http, Backend backend)
{
    /// <summary>Most bytes of a listing: thousands of containers have a few kilobytes each.</summary>
    public const int ListingBytes = 64 << 20;

    /// <summary>Most bytes of one row; its labels and ports are in it.</summary>
    public const int RowBytes = 1 << 20;

    // Several times what one host has.
    private const int MostRows = 100_000;

    /// <summary>All containers by name.</summary>
    public async Task<IReadOnlyDictionary<string, ListedContainer>> ContainersAsync(CancellationToken cancellationToken)
    {
        var byName = new Dictionary<string, ListedContainer>(StringComparer.Ordinal);
        await ForEachAsync("/containers/json?all=1", EngineListingJson.Default.ContainerRow, row => Add(byName, row), cancellationToken);
        return byName;
    }

    /// <summary>All images.</summary>
    public async Task<ListedImages> ImagesAsync(CancellationToken cancellationToken)
    {
        var images = new List<ListedImage>();
        await ForEachAsync("/images/json", EngineListingJson.Default.ImageRow, row => images.Add(Of(row)), cancellationToken);
        return new ListedImages(backend, images);
    }

    private async Task ForEachAsync<T>(string path, JsonTypeInfo<T> type, Action<T> take, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(EngineTransport.Host, path));
        request.Options.Set(ReplyLimits.IsLimitedByReader, true);
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new DockerApiException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        await using var body = new RowStream(await response.Content.ReadAsStreamAsync(cancellationToken), RowBytes, ListingBytes);
        var count = 0;
        await foreach (var row in JsonSerializer.DeserializeAsyncEnumerable(body, type, cancellationToken))
        {
            if (++count > MostRows)
                throw new ReplyTooLargeException($"listed more than {MostRows} things");
            body.EndRow();
            take(EngineReplies.Required(row));
        }
    }

    private void Add(Dictionary<string, ListedContainer> byName, ListingRows.ContainerRow row)
    {
        var state = row.State is { Length: > 0 } word ? word : "unknown";
        var listed = new ListedContainer(
            EngineReplies.Required(row.Id),
            ImageIds.Full(row.ImageId ?? ""),
            row.Labels?.Workload,
            state,
            row.Health is { Status: { } health } ? HealthStates.Of(health) : HealthStates.OfText(backend, state, row.Status),
            DateTimeOffset.FromUnixTimeSeconds(row.Created));
        foreach (var name in row.Names ?? [])
            byName[EngineReplies.Required(name).TrimStart('/')] = listed;
    }

    private static ListedImage Of(ListingRows.ImageRow row) =>
        new(ImageIds.Full(EngineReplies.Required(row.Id)), [.. Texts(row.RepoTags)], [.. Texts(row.RepoDigests)]);

    private static IEnumerable<string> Texts(List<string?>? texts) => texts?.OfType<string>() ?? [];
}
