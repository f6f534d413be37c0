namespace OciReconciler.Webhooks;

/// <summary>A request as it was received. All of it is of a stranger.</summary>
/// <param name="Method">As sent, such as <c>POST</c>.</param>
/// <param name="Target">As sent, such as <c>/fleet</c>.</param>
/// <param name="Headers">By name, in any case; a header that was sent twice has both values, with a comma between.</param>
internal sealed record HttpRequest(string Method, string Target, ImmutableDictionary<string, string> Headers)
{
    /// <summary>The body, as many bytes as the request promised.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A header's value, or null when it was not sent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
