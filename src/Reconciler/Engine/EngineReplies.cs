using System.Text.Json;

namespace OciReconciler.Engine;

/// <summary>What an engine answers, taken as it comes: its client promises what no peer has to keep.</summary>
internal static class EngineReplies
{
    /// <summary>What is there. "null" is JSON too.</summary>
    /// <exception cref="JsonException">It is null.</exception>
    public static T Required<T>(T? answer)
        where T : class => answer ?? throw new JsonException("null stands where something is always said");
}
