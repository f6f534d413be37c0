namespace OciReconciler.Engine;

/// <summary>
/// A container as a listing has it. What an <see cref="ObservedContainer"/> has besides is told by an inspection alone: when it was
/// started and its exit code. So a listing does not tell a container from itself after <c>podman restart</c>: events do, and the run of its
/// unit.
/// </summary>
/// <param name="Id">Container id, 64 hex digits.</param>
/// <param name="ImageId">Id of its image, <c>sha256:HEX</c>.</param>
/// <param name="Owner">Value of our label, or null: not ours.</param>
/// <param name="State">
/// The engine's word, as of <see cref="ObservedContainer.State"/>; but podman has other words here than in an inspection: see <see
/// cref="IsAsInspected"/>.
/// </param>
/// <param name="Health">
/// What its health check says; null: the listing does not tell. podman's does not, docker's does while the container runs.
/// </param>
/// <param name="CreatedAt">When it was created, to the second.</param>
internal sealed record ListedContainer(
    string Id, string ImageId, string? Owner, string State, HealthState? Health, DateTimeOffset CreatedAt)
{
    /// <summary>
    /// Whether it is the container that was inspected, and in the same state. States that a podman calls one thing when it lists and
    /// another when it inspects are one here; none of them differ in what is done about them.
    /// </summary>
    public bool IsAsInspected(ObservedContainer inspected) =>
        Id == inspected.Id
        && ImageId == inspected.ImageId
        && Owner == inspected.Owner
        && Common(State) == Common(inspected.State)
        && (Health is null || Health == inspected.Health);

    private static string Common(string state) => state switch
    {
        "configured" or "initialized" => "created",
        "stopped" => "exited",
        _ => state,
    };
}
