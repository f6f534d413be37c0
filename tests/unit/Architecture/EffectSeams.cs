namespace OciReconciler.UnitTests.Architecture;

/// <summary>
/// The interfaces of the program. Each stands for an effect that a test replaces; whatever else varies is a delegate or data.
/// </summary>
internal static class EffectSeams
{
    /// <summary>By name, with the effect.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ISystemdManager"] = "systemd, over the system bus",
        ["IContainerEngine"] = "podman or docker, over its API",
        ["IInotify"] = "the kernel's events of files",
        ["IManifestSource"] = "the directories of manifests",
        ["ITransientUnitFiles"] = "the files that systemd writes for transient units",
        ["IFileDigests"] = "the content of input files",
        ["IImageStreamRunner"] = "the program that writes an image",
        ["ISecretDecryptor"] = "the program that decrypts secrets, in its sandbox",
        ["IGitClient"] = "a git repository, through the git program in its sandbox",
    };
}
