using OciReconciler.Configuration;
using OciReconciler.DBus.Units;
using OciReconciler.Model.Git;
using OciReconciler.Units;

namespace OciReconciler.Git;

/// <summary>
/// The unit that a worker runs in: a user of its own without a right, a read-only root, one directory to write to. Properties as in
/// systemd.exec(5); their types on D-Bus are those of org.freedesktop.systemd1(5). Pure.
/// </summary>
internal static class GitSandbox
{
    private const uint NotForOthers = 0b000_111_111;
    private const ulong MostMemory = 1UL << 30;
    private const ulong MostTasks = 128;

    // A large commit is some kilobytes; a pack's index and the worker's own files are far below the smallest limit that makes sense.
    private const long SmallestFileLimit = 16L << 20;
    private const int NotPermitted = 1;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    // What ProtectHome=tmpfs and PrivateTmp= hide, DynamicUser= the latter.
    private static readonly string[] Hidden = ["/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"];

    private static readonly string[] Switches = ["DynamicUser", "PrivateTmp", "MemoryDenyWriteExecute"];

    /// <summary>The unit, without what is started in it and its pipes.</summary>
    /// <param name="program">Absolute path of the program that runs in it.</param>
    public static ImmutableArray<TransientProperty> Properties(GitSourceOptions source, string program, GitSandboxPlace place) =>
    [
        new TransientProperty.Text("Description", Ownership.HelperDescription($"Git of source {source.Name}")),
        new TransientProperty.Text("Type", "exec"),
        new TransientProperty.Duration("TimeoutStopUSec", StopLimit),
        .. Sandboxes.Base,
        .. Switches.Select(name => new TransientProperty.Bool(name, true)),
        .. place.Directory,
        .. Credentials(source),
        .. Files(source, program),
        .. Kernel(),
        .. Network(source),
        .. Limits(source),
    ];

    private static IEnumerable<TransientProperty> Credentials(GitSourceOptions source)
    {
        var files = GitCredentialFiles.Of(source);
        return files.IsEmpty ? [] : [new TransientProperty.Credentials(files)];
    }

    private static IEnumerable<TransientProperty> Files(GitSourceOptions source, string program)
    {
        yield return new TransientProperty.Number("UMask", NotForOthers);
        yield return new TransientProperty.Text("ProtectHome", "tmpfs");
        yield return new TransientProperty.Text("ProtectProc", "invisible");
        // With ProtectControlGroups= and others like it, strict alone leaves /run writable (systemd 252 to 257).
        yield return new TransientProperty.Texts("ReadOnlyPaths", ["/run", "-/dev/shm"]);
        var needed = new[] { program, RepositoryUrl.LocalPath(source.Url) }.OfType<string>()
            .Where(path => Hidden.Any(hidden => path.StartsWith(hidden, StringComparison.Ordinal))).ToImmutableArray();
        if (!needed.IsEmpty)
            yield return new TransientProperty.ReadOnlyBinds(needed);
    }

    private static IEnumerable<TransientProperty> Kernel() =>
    [
        new TransientProperty.Text("DevicePolicy", "closed"),
        new TransientProperty.Text("KeyringMode", "private"),
        new TransientProperty.Large("CapabilityBoundingSet", 0),
        new TransientProperty.Large("AmbientCapabilities", 0),
        // The kinds that may be made: none.
        new TransientProperty.Large("RestrictNamespaces", 0),
        new TransientProperty.Texts("SystemCallArchitectures", ["native"]),
        new TransientProperty.Filter("SystemCallFilter", Allows: true, ["@system-service"]),
        new TransientProperty.Filter("SystemCallFilter", Allows: false, ["@privileged", "@resources"]),
        new TransientProperty.SignedNumber("SystemCallErrorNumber", NotPermitted),
    ];

    // AF_UNIX is for the lookup of the unit's user, which nss-systemd asks systemd for.
    private static IEnumerable<TransientProperty> Network(GitSourceOptions source)
    {
        var isLocal = RepositoryUrl.LocalPath(source.Url) is not null;
        yield return new TransientProperty.Bool("PrivateNetwork", isLocal);
        yield return new TransientProperty.Filter(
            "RestrictAddressFamilies", Allows: true, isLocal ? ["AF_UNIX"] : ["AF_UNIX", "AF_INET", "AF_INET6"]);
    }

    private static IEnumerable<TransientProperty> Limits(GitSourceOptions source) =>
    [
        new TransientProperty.Large("MemoryMax", MostMemory),
        new TransientProperty.Large("TasksMax", MostTasks),
        new TransientProperty.Large("LimitFSIZE", (ulong)Math.Max(source.MaxBytes, SmallestFileLimit)),
    ];
}
