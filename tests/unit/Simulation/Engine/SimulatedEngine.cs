namespace OciReconciler.UnitTests.Simulation.Engine;

/// <summary>An engine: images by name, running containers by name, and the registry that it pulls from.</summary>
internal sealed class SimulatedEngine(Backend backend, Dictionary<string, string> registry, Func<DateTimeOffset> now)
{
    private int _ids;

    public Backend Backend { get; } = backend;

    /// <summary>Image ids by name, as they are at the registry.</summary>
    public Dictionary<string, string> Registry { get; } = registry;

    /// <summary>Image ids by name, as they are here.</summary>
    public Dictionary<string, string> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>Containers by name. All of them run: a stopped one is removed, as with --rm.</summary>
    public SortedDictionary<string, SimulatedContainer> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>The daemon is there. podman has none: its commands work without.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Told when a pull has moved a name.</summary>
    public Action<SimulatedEngine, string>? ImageMoved { get; set; }

    /// <summary>Told when something happened to a container of ours.</summary>
    public Action<EngineEvent>? Happened { get; set; }

    /// <summary>Makes and starts a container; null when that fails.</summary>
    public SimulatedContainer? Run(string name, string image, string? owner, string? unit, string? files, bool hasHealthCheck = false)
    {
        if (Find(image) is not { } id && !(Registry.TryGetValue(image, out id) && Pull(image)))
            return null;
        var made = new SimulatedContainer($"{Backend}-{++_ids:D12}", name, id, owner, unit, files, now()) { Health = hasHealthCheck
            ? HealthState.Starting : HealthState.None };
        Containers[name] = made;
        Report(made, "start");
        return made;
    }

    /// <summary>Id of an image that is here, by a name or by its id; or null.</summary>
    public string? Find(string reference) => Images.TryGetValue(reference, out var id) ? id
        : Images.ContainsValue(reference) || Containers.Values.Any(container => container.ImageId == reference) ? reference
        : null;

    /// <summary>The containers as the engine lists them: podman says nothing of health, docker nothing of that of a paused one.</summary>
    public IReadOnlyDictionary<string, ListedContainer> ListContainers() => Containers.Values.ToDictionary(
        container => container.Name,
        container => new ListedContainer(
            container.Id, container.ImageId, container.Owner, container.State,
            Backend == Backend.Docker && container.PausedAt is null ? container.Health : null, container.StartedAt),
        StringComparer.Ordinal);

    /// <summary>The images as the engine lists them.</summary>
    public IReadOnlyCollection<ListedImage> ListImages() =>
    [
        .. Images.GroupBy(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal)
            .Select(image => new ListedImage(image.Key, [.. image], [])),
        .. Containers.Values.Select(container => container.ImageId)
            .Where(id => !Images.ContainsValue(id))
            .Distinct(StringComparer.Ordinal)
            .Select(id => new ListedImage(id, [], [])),
    ];

    /// <summary>Gives a name to an image.</summary>
    public void Tag(string name, string id)
    {
        var isNew = Images.GetValueOrDefault(name) != id;
        Images[name] = id;
        if (isNew)
            ImageMoved?.Invoke(this, name);
    }

    /// <summary>Pulls. False when the registry has no such image.</summary>
    public bool Pull(string image)
    {
        if (!Registry.TryGetValue(image, out var id))
            return false;
        Tag(image, id);
        return true;
    }

    /// <summary>Removes a container by name.</summary>
    public void Remove(string name)
    {
        if (Containers.Remove(name, out var gone))
            Report(gone, "die");
    }

    /// <summary>The health check of a container that still runs says something else.</summary>
    public void Turn(SimulatedContainer container, HealthState health)
    {
        if (Containers.GetValueOrDefault(container.Name) != container || container.Health == health)
            return;
        container.Health = health;
        Report(container, "health_status");
    }

    /// <summary>Freezes a container's processes.</summary>
    public void Pause(SimulatedContainer container, long now)
    {
        (container.PausedAt, container.HealthBeforePause) = (now, container.Health);
        Report(container, "pause");
    }

    /// <summary>The health check of a container runs that may be paused: docker's fails then, podman's says nothing new.</summary>
    public void CheckPaused(SimulatedContainer container)
    {
        if (container.PausedAt is not null && Backend == Backend.Docker && container.Health == HealthState.Healthy)
            Turn(container, HealthState.Unhealthy);
    }

    /// <summary>Lets them go on.</summary>
    public void Unpause(SimulatedContainer container)
    {
        container.PausedAt = null;
        Report(container, "unpause");
    }

    private void Report(SimulatedContainer container, string action)
    {
        if (container.Owner is { } owner)
            Happened?.Invoke(new EngineEvent.Container(new WorkloadKey(owner), action));
    }
}
