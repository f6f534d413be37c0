using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace OciReconciler.Engine;

/// <summary>Finds containers by their exact names. Throws what the client throws.</summary>
internal sealed class ContainerLookup(IContainerOperations containers, Backend backend)
{
    /// <summary>The container of exactly that name, or null.</summary>
    public async Task<ObservedContainer?> FindAsync(string name, CancellationToken cancellationToken)
    {
        // The API also takes the beginning of an id for a name, and fails where several begin so.
        var nameOrId = ContainerNames.MayBeId(backend, name) ? await FindIdAsync(name, cancellationToken) : name;
        if (nameOrId is null)
            return null;
        var found = EngineReplies.Required(await containers.InspectContainerAsync(nameOrId, cancellationToken));
        return IsNamed(found.Name, name) ? Observed(found) : null;
    }

    // The filter is a regular expression, which each release matches a little differently: the name in the answer counts.
    private async Task<string?> FindIdAsync(string name, CancellationToken cancellationToken)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal)
        {
            ["name"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"^{name}$"] = true },
        };
        var what = new ContainersListParameters { All = true, Filters = filters };
        var listed = EngineReplies.Required(await containers.ListContainersAsync(what, cancellationToken));
        return listed.FirstOrDefault(container => container?.Names?.Any(known => IsNamed(known, name)) == true)?.ID;
    }

    private static bool IsNamed(string? known, string name) => string.Equals(known?.TrimStart('/'), name, StringComparison.Ordinal);

    private static ObservedContainer Observed(ContainerInspectResponse found) => new(
        EngineReplies.Required(found.ID),
        // A container that was made of a directory has none.
        ImageIds.Full(found.Image ?? ""),
        found.Config?.Labels?.TryGetValue(Ownership.WorkloadLabel, out var owner) == true ? owner : null,
        StateOf(found.State),
        found.State?.ExitCode ?? 0,
        StartOf(found.State?.StartedAt),
        HealthStates.Of(found.State?.Health?.Status));

    private static string StateOf(Docker.DotNet.Models.State? state) => state switch
    {
        null => "unknown",
        { Status: { Length: > 0 } status } => status,
        { Paused: true } => "paused",
        { Running: true, Restarting: false } => "running",
        _ => "unknown",
    };

    /// <summary>Both engines write the year 1 for "never".</summary>
    private static DateTimeOffset? StartOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var started) && started.Year > 1
            ? started
            : null;
}
