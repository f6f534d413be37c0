namespace OciReconciler.Model.Hashing;

/// <summary>
/// What a workload is made from besides its manifest; <see cref="SpecHash.Inputs"/> is its digest. Not for units or logs: digests of small
/// secret files can be guessed.
/// </summary>
/// <param name="ImageId">Id of the image that the reference resolved to.</param>
/// <param name="Files">Path of imageFile and of each of environmentFiles to the digest of its content.</param>
public sealed record WorkloadInputs(string ImageId, ImmutableSortedDictionary<string, string> Files)
{
    /// <summary>Which of them changed, in a sentence.</summary>
    /// <param name="before">
    /// What it was made from, or null when that is not known any more: then all that could have changed is named.
    /// </param>
    public string DescribeChange(WorkloadSpec spec, WorkloadInputs? before)
    {
        var files = spec.ImageFile is { } archive ? spec.EnvironmentFiles.Prepend(archive) : spec.EnvironmentFiles;
        var changed = files
            .Distinct(StringComparer.Ordinal)
            .Where(file => before is null || before.Files.GetValueOrDefault(file) != Files.GetValueOrDefault(file))
            .Select(file => file == spec.ImageFile ? $"the image file {file}" : $"the environment file {file}")
            .ToList();
        if (before is null || before.ImageId != ImageId)
            changed.Add($"the image behind {spec.Image}");
        if (changed.Count == 0)
            return $"What it is made from changed: the image behind {spec.Image}, or a file that it does not use any more.";
        var text = string.Join(before is null ? " or " : " and ", changed);
        return $"{char.ToUpperInvariant(text[0])}{text[1..]} changed.";
    }

    /// <inheritdoc/>
    public bool Equals(WorkloadInputs? other) =>
        other is not null && ImageId == other.ImageId && Files.Count == other.Files.Count
        && Files.All(file => other.Files.GetValueOrDefault(file.Key) == file.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ImageId, Files.Count);
}
