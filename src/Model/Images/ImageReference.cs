using System.Diagnostics.CodeAnalysis;

namespace OciReconciler.Model.Images;

/// <summary>
/// An image reference taken apart: <c>[HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST]</c>, with the rules of the distribution project's
/// reference grammar, which both engines follow. Manifests are checked by it too: there is no other grammar.
/// </summary>
/// <param name="Registry">
/// Host (and port) of the registry, canonical as of <see cref="RegistryHost.Canonical"/>; <c>docker.io</c> when the reference names none;
/// <c>localhost</c> for what podman built or loaded by itself.
/// </param>
/// <param name="Repository">Path inside the registry, such as <c>library/nginx</c>.</param>
/// <param name="Tag">The tag, or null when none was given.</param>
/// <param name="Digest">The digest, <c>ALGORITHM:HEX</c>, or null when none was given.</param>
public sealed record ImageReference(string Registry, string Repository, string? Tag, string? Digest)
{
    /// <summary>The longest repository with its host, as the grammar limits it.</summary>
    public const int MaxNameLength = 255;

    /// <summary>What names the image for the engine's API: the reference as written, without tag and digest.</summary>
    public string WrittenName { get; private init; } = "";

    /// <summary>The tag or the digest that a pull asks for: the digest when there is one, else the tag, else <c>latest</c>.</summary>
    public string PullVersion => Digest ?? Tag ?? "latest";

    /// <summary>What an engine is asked for when a local image is looked up: as written, without the tag where a digest decides.</summary>
    public string LookupName => Digest is not null ? $"{WrittenName}@{Digest}" : Tag is not null ? $"{WrittenName}:{Tag}" : WrittenName;

    /// <summary>The whole reference in its canonical form, with the tag <c>latest</c> where neither tag nor digest was given.</summary>
    public string Canonical
    {
        get
        {
            var tag = Tag ?? (Digest is null ? "latest" : null);
            return $"{Registry}/{Repository}{(tag is null ? "" : ":" + tag)}{(Digest is null ? "" : "@" + Digest)}";
        }
    }

    /// <summary>Reads a reference. Never throws.</summary>
    /// <param name="text">As a manifest has it.</param>
    /// <param name="reference">
    /// The parts; null when the text is not a reference to a repository (ids of images are not, see <see cref="IsImageId"/>).
    /// </param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        if (IsImageId(text)) return false;
        var rest = text;
        var digest = TakeAfter(ref rest, rest.IndexOf('@', StringComparison.Ordinal));
        var colon = rest.LastIndexOf(':');
        var tag = colon > rest.LastIndexOf('/') ? TakeAfter(ref rest, colon) : null;
        if (!ImageGrammar.IsTag(tag) || !ImageGrammar.IsDigest(digest) || rest.Length > MaxNameLength) return false;

        var (host, path) = SplitHost(rest);
        if (!ImageGrammar.IsRepository(path) || (host is not null && !ImageGrammar.IsHost(host))) return false;
        var registry = RegistryHost.Canonical(host ?? RegistryHost.DockerHub);
        var isOfficial = string.Equals(registry, RegistryHost.DockerHub, StringComparison.Ordinal)
            && !path.Contains('/', StringComparison.Ordinal);
        reference = new ImageReference(registry, isOfficial ? "library/" + path : path, tag, digest) { WrittenName = rest };
        return true;
    }

    /// <summary>
    /// The text is an image's id: 64 lower-case hex digits, with or without <c>sha256:</c> before them. An id can be looked up, never
    /// pulled.
    /// </summary>
    public static bool IsImageId(string text)
    {
        var hex = text.StartsWith("sha256:", StringComparison.Ordinal) ? text.AsSpan("sha256:".Length) : text.AsSpan();
        return hex.Length == 64 && ImageGrammar.IsHex(hex);
    }

    private static string? TakeAfter(ref string rest, int separator)
    {
        if (separator < 0) return null;
        var taken = rest[(separator + 1)..];
        rest = rest[..separator];
        return taken;
    }

    private static (string? Host, string Path) SplitHost(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return (null, name);
        var first = name[..slash];
        var isHost = first.AsSpan().IndexOfAny('.', ':') >= 0
            || string.Equals(first, "localhost", StringComparison.Ordinal)
            || first.Any(char.IsAsciiLetterUpper);
        return isHost ? (first, name[(slash + 1)..]) : (null, name);
    }
}
