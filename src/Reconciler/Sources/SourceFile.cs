using OciReconciler.Model.Manifests;

namespace OciReconciler.Sources;

/// <summary>One file of a source.</summary>
/// <param name="Path">The file, absolute.</param>
/// <param name="Manifest">What it declares, by its last parse. Declares nothing when it could never be read.</param>
/// <param name="ContentDigest">SHA-256 of the parsed content, lower-case hex; empty when it could never be read.</param>
/// <param name="Readable">False when the content that is there now could not be read.</param>
/// <param name="ReadError">Why, and what to do.</param>
internal sealed record SourceFile(string Path, ManifestFile Manifest, string ContentDigest, bool Readable, string? ReadError)
{
    /// <summary>Who besides root could change it; null: nobody.</summary>
    public string? Exposure { get; init; }

    /// <summary>Not seen by the last scan, and not yet counted as gone.</summary>
    public bool Missing { get; init; }

    /// <summary>Still being written and never parsed before: it will be read again by itself.</summary>
    public bool Settling { get; init; }

    /// <summary>It is there, was read, and has no error.</summary>
    public bool IsValid => !Missing && Readable && Manifest.IsValid;

    /// <summary>It is there, and what it declares is not known.</summary>
    public bool IsBroken => !Missing && !(Readable && Manifest.IsValid);
}
