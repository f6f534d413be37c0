namespace OciReconciler.Engine;

/// <summary>
/// What an engine has, by one request for its containers and one for its images: enough to see that nothing is other than it was when it
/// was inspected. Immutable, thread-safe.
/// </summary>
/// <param name="Containers">All containers, whatever their state, by their exact name. One that docker links to has several.</param>
/// <param name="Images">All images but those without a name that others were built on.</param>
internal sealed record EngineListing(IReadOnlyDictionary<string, ListedContainer> Containers, ListedImages Images)
{
    /// <summary>
    /// Whether an inspection of that name would find what it found before, as far as a listing tells (<see cref="ListedContainer"/>).
    /// </summary>
    /// <param name="name">The exact name of a container.</param>
    /// <param name="inspected">What was inspected, or null: nothing was there.</param>
    public bool IsAsInspected(string name, ObservedContainer? inspected) =>
        Containers.TryGetValue(name, out var listed) ? inspected is not null && listed.IsAsInspected(inspected) : inspected is null;
}
