using OciReconciler.Configuration;
using OciReconciler.Files;

namespace OciReconciler.Git;

/// <summary>A version of a credential's file. The time is ctime, which only the kernel sets.</summary>
internal sealed record CredentialVersion(FileDevice Device, ulong Inode, ulong Size, long ChangedNanoseconds)
{
    /// <summary>The versions of a source's files as they are now, links followed; null: it cannot be looked at.</summary>
    public static ImmutableArray<CredentialVersion?> Of(GitSourceOptions source) =>
        [.. GitCredentialFiles.Of(source).Select(file => OfPath(file.Path))];

    private static CredentialVersion? OfPath(string path) => FileStat.OfPath(path, out var stat) == 0
        ? new CredentialVersion(stat.Device, stat.Inode, stat.Size, stat.ChangedNanoseconds)
        : null;
}
