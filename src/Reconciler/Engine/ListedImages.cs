using OciReconciler.Model.Images;

namespace OciReconciler.Engine;

/// <summary>
/// Finds images of a listing by what manifests call them. docker lists <c>nginx:1.27</c> what podman lists as
/// <c>docker.io/library/nginx:1.27</c>, and a manifest may have either. Thread-safe.
/// </summary>
internal sealed class ListedImages
{
    private const string Library = "library/";

    private readonly Backend _backend;
    private readonly Dictionary<string, ListedImage> _byName = new(StringComparer.Ordinal);
    private readonly Lazy<ILookup<string, (string Name, ListedImage Image)>> _byLastPart;

    /// <summary>Of what an engine lists.</summary>
    public ListedImages(Backend backend, IReadOnlyCollection<ListedImage> images)
    {
        _backend = backend;
        _byName.EnsureCapacity(images.Count * 3);
        foreach (var image in images)
        {
            _byName[image.Id] = image;
            foreach (var name in image.Tags)
                _byName[name] = image;
            // Two images may have one manifest's digest: both engines take either.
            foreach (var name in image.Digests)
                _byName.TryAdd(name, image);
        }

        _byLastPart = new(() => images
            .SelectMany(image => image.Tags.Concat(image.Digests).Select(name => (name, image)))
            .ToLookup(entry => entry.name[(entry.name.LastIndexOf('/') + 1)..], StringComparer.Ordinal));
    }

    /// <summary>
    /// Finds what <see cref="IContainerEngine.FindImageAsync"/> would. An image without a name that another one was built on is not listed.
    /// </summary>
    /// <param name="reference">A reference or a full id.</param>
    /// <param name="image">The image, or null: there is none.</param>
    /// <returns>False: the name is short for several images, and only the engine knows which one it takes.</returns>
    public bool TryFind(string reference, out LocalImage? image)
    {
        image = null;
        if (_byName.TryGetValue(reference, out var listed))
        {
            image = LocalOf(reference, listed);
            return true;
        }

        if (!ImageReference.TryParse(reference, out var parsed))
        {
            image = LocalOf(reference, _byName.GetValueOrDefault(ImageIds.Full(reference)));
            return true;
        }

        var version = parsed.Digest is null ? $":{parsed.Tag ?? "latest"}" : $"@{parsed.Digest}";
        if (_backend == Backend.Podman && IsShort(parsed))
            return TryFindShort(reference, parsed.WrittenName + version, out image);
        image = LocalOf(reference, _byName.GetValueOrDefault(NameOf(parsed) + version));
        return true;
    }

    // podman takes a name without a host for localhost's first, then for one of its search registries', then for any that ends in it.
    private bool TryFindShort(string reference, string name, out LocalImage? image)
    {
        var ending = "/" + name;
        List<ListedImage> found = [.. _byLastPart.Value[name[(name.LastIndexOf('/') + 1)..]]
            .Where(entry => entry.Name.EndsWith(ending, StringComparison.Ordinal))
            .Select(entry => entry.Image)
            .Distinct()];
        image = found.Count == 1 ? LocalOf(reference, found[0]) : null;
        return found.Count <= 1;
    }

    private string NameOf(ImageReference reference) => (reference.Registry, _backend) switch
    {
        (RegistryHost.DockerHub, Backend.Docker) => reference.Repository.StartsWith(Library, StringComparison.Ordinal)
            ? reference.Repository[Library.Length..]
            : reference.Repository,
        (RegistryHost.DockerHub, _) => $"{RegistryHost.DockerHub}/{reference.Repository}",
        _ => reference.WrittenName,
    };

    private static bool IsShort(ImageReference reference) =>
        reference.Repository == reference.WrittenName || reference.Repository == Library + reference.WrittenName;

    private static LocalImage? LocalOf(string reference, ListedImage? image) =>
        image is null ? null : LocalImage.Of(image.Id, reference, image.Digests);
}
