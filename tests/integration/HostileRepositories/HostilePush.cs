namespace OciReconciler.IntegrationTests.HostileRepositories;

/// <summary>Something that is pushed, and what becomes of it.</summary>
/// <param name="Subject">The commit's.</param>
/// <param name="Script">As <see cref="HostileRepository.PushAsync"/>.</param>
/// <param name="Refusal">Part of what the source says; null: the commit is applied.</param>
internal sealed record HostilePush(string Subject, string Script, string? Refusal = null)
{
    /// <summary>It is much: others must not wait for it.</summary>
    public bool IsMuch { get; init; }

    private const string Dangerous = "an object that git refuses as dangerous";

    /// <summary>All of them, in the order in which they are pushed.</summary>
    public static IReadOnlyList<HostilePush> All { get; } =
    [
        new("links to a manifest", $"set -- 120000 $(printf {HostileRepository.Precious} | blob) link.json", "is a symbolic link"),
        new("links upwards", "set -- 120000 $(printf ../../../../../../../../etc/oci-reconciler/precious.json | blob) up.json",
            "up.json:1: $: is a symbolic link"),
        new("links to directories", "set -- 120000 $(printf / | blob) apps 120000 $(printf /etc/oci-reconciler | blob) etc"),
        new("a path upwards", "set -- 100644 $evil ../../../../../../etc/oci-reconciler/manifests/evil.json", Dangerous),
        new("an absolute path", "set -- 100644 $evil /etc/oci-reconciler/manifests/evil.json", Dangerous),
        new("a directory upwards", "set -- 40000 $(tree 100644 $evil evil.json) ..", Dangerous),
        new("this directory", "set -- 40000 $(tree 100644 $evil evil.json) .", Dangerous),
        new("git's directory", "set -- 40000 $(tree 100644 $evil config.json) .git", Dangerous),
        new("git's directory in capitals", "set -- 40000 $(tree 100644 $evil config.json) .GIT", Dangerous),
        new("git's directory on NTFS", "set -- 40000 $(tree 100644 $evil config.json) git~1", Dangerous),
        new("git's directory on HFS", "set -- 40000 $(tree 100644 $evil config.json) .gi%e2%80%8ct", Dangerous),
        new("a line break", "set -- 100644 $evil a%0ab.json", "is not shown"),
        new("an escape sequence", "set -- 100644 $evil '%1b[2J%1b]0;evil%07.json'", "[2J"),
        new("a name that reads backwards", "set -- 100644 $evil %e2%80%aenosj.json", "nosj.json"),
        new("bytes that are no text", "set -- 100644 $evil %ff%fe.json", "no UTF-8"),
        new("a backslash", "set -- 100644 $evil .git%5cconfig.json", Dangerous),
        new("names that differ in case, and in form",
            "set -- 100644 $evil WEB.json 100644 $(echo '{\"containers\":{}}' | blob) %c3%a9.json "
            + "100644 $(echo '{\"containers\":{}}' | blob) e%cc%81.json"),
        new("a submodule", "set -- 160000 $parent module 100644 "
            + "$(printf '[submodule \"module\"]\\npath = module\\nurl = file:///root/private.git\\n' | blob) .gitmodules"),
        // The contents of .gitmodules are not even fetched.
        new("a submodule that is a command", "set -- 160000 $parent module 100644 "
            + "$(printf '[submodule \"module\"]\\npath = module\\nurl = -u/srv/hostile/run\\n' | blob) .gitmodules"),
        new("filters \u001b[31m\u0007 \u202e", "set -- 100644 "
            + "$(printf '* filter=evil ident export-subst working-tree-encoding=UTF-16 diff=evil merge=evil\\n' | blob) .gitattributes"),
        new("1 GB beside manifests", "set -- 100644 $(head -c 1073741824 /dev/zero | blob) video.bin") { IsMuch = true },
        new("a manifest of 1 GB", "set -- 100644 $(head -c 1073741824 /dev/zero | blob) video.json",
            "has 1073741824 bytes") { IsMuch = true },
        new("100,000 files", "many=$(perl -e 'printf \"100644 blob $ARGV[0]\\tf%06d.json\\n\", $_ for 1 .. 100_000' $evil | git mktree)\n"
            + "set -- 40000 $many many", "more than 10000 files") { IsMuch = true },
        new("a manifest of 10 MiB", "set -- 100644 $(head -c 10485760 /dev/zero | tr '\\0' '[' | blob) deep.json", "deep.json:1") {
            IsMuch = true },
        new("a manifest of 11 MiB", "set -- 100644 $(head -c 11534336 /dev/zero | tr '\\0' ' ' | blob) long.json", "has 11534336 bytes") {
            IsMuch = true },
        new("the content of a private repository", "echo /root/private.git/objects > $GIT_DIR/objects/info/alternates\n"
            + "set -- 100644 $(cat /srv/hostile/stolen) stolen.json", "git failed"),
        new("good again", "rm $GIT_DIR/objects/info/alternates"),
    ];
}
