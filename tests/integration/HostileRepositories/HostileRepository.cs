namespace OciReconciler.IntegrationTests.HostileRepositories;

/// <summary>
/// A repository on a lab's disk into which anything is pushed that git's own commands refuse to make, and what shows that something of it
/// was read or run.
/// </summary>
/// <param name="canary">Random; stands in files that nobody may read for the repository.</param>
internal sealed class HostileRepository(Lab lab, string canary)
{
    /// <summary>Where the source fetches from.</summary>
    public const string Url = "file:///srv/hostile/fleet.git";

    /// <summary>A manifest that stands on the host, and that a link or a path may lead to.</summary>
    public const string Precious = "/etc/oci-reconciler/precious.json";

    // Readable for root alone.
    private const string Private = "/root/private.git";

    private const string Making = """
        mkdir -p /srv/hostile /etc/oci-reconciler; cd /srv/hostile
        git init -q --bare -b main fleet.git
        git init -q --bare "$2"; printf '{"stolen": "%s"}' "$1" | git -C "$2" hash-object -w --stdin > stolen; chmod 700 /root "$2"
        printf '{"apiVersion":"oci-reconciler/v1","kind":"Container","metadata":{"name":"precious"},"spec":{"image":"%s"}}' "$1" > "$3"

        printf '%s\n' '#!/bin/sh' 'for place in /srv/hostile /var/cache/oci-reconciler-git/* /tmp /var/tmp /dev/shm /run; do' \
            '{ true > "$place/canary-ran-$$"; } 2> /dev/null' done 'echo canary-has-run >&2' > run
        chmod 755 run
        for hook in applypatch-msg fsmonitor-watchman post-checkout post-commit post-index-change post-merge post-receive post-rewrite \
            post-update pre-auto-gc pre-commit pre-receive proc-receive push-to-checkout reference-transaction update; do
            cp run fleet.git/hooks/$hook
        done
        for setting in alias.fetch core.alternateRefsCommand core.askPass core.editor core.fsmonitor core.gitProxy core.pager \
            core.sshCommand credential.helper diff.external filter.evil.clean filter.evil.process filter.evil.smudge gpg.program \
            gpg.ssh.program uploadpack.packObjectsHook remote.origin.uploadpack; do
            git -C fleet.git config $setting '!/srv/hostile/run'
            git -C fleet.git config --add $setting /srv/hostile/run
        done
        git -C fleet.git config core.hooksPath /srv/hostile/fleet.git/hooks
        git -C fleet.git config core.attributesFile /srv/hostile/attributes
        echo '* filter=evil' > attributes
        """;

    // The repository's own hooks and settings would meet the test itself as well. The entries of a tree are sorted as git wants them.
    private const string Functions = """
        export GIT_DIR=/srv/hostile/fleet.git GIT_CONFIG_COUNT=4 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/dev/null
        export GIT_CONFIG_KEY_1=core.fsmonitor GIT_CONFIG_VALUE_1=false GIT_CONFIG_KEY_2=core.attributesFile GIT_CONFIG_VALUE_2=/dev/null
        export GIT_CONFIG_KEY_3=core.compression GIT_CONFIG_VALUE_3=1 GIT_AUTHOR_NAME=Mallory GIT_AUTHOR_EMAIL=mallory@lab.test
        export GIT_COMMITTER_NAME=Mallory GIT_COMMITTER_EMAIL=mallory@lab.test
        blob() { git hash-object -w --stdin --no-filters; }
        tree() {
            perl -e 'my @all; while (@ARGV) { my ($mode, $id, $name) = splice @ARGV, 0, 3; $name =~ s/%([0-9a-f]{2})/chr hex $1/ge;
                push @all, [$mode, $id, $name]; } binmode STDOUT;
                print "$$_[0] $$_[2]\0", pack "H*", $$_[1]
                    for sort { $$a[2] . ($$a[0] eq "40000" ? "/" : "") cmp $$b[2] . ($$b[0] eq "40000" ? "/" : "") } @all' "$@" |
                git hash-object -w --stdin -t tree --literally
        }
        commit() {
            new=$(git commit-tree "$1" ${parent:+-p $parent} -m "$2")
            git update-ref refs/heads/main "$new"
            echo "$new"
        }
        parent=$1; subject=$2; web=$(printf %s "$3" | blob); evil=$(printf %s "$4" | blob)
        """;

    /// <summary>Makes it, with a canary in each hook and setting.</summary>
    public async Task MakeAsync() =>
        (await lab.ExecAsync("sh", "-ec", Making, "sh", canary, Private, Precious)).Succeeded();

    /// <summary>Pushes a commit.</summary>
    /// <param name="parent">The commit before; empty for the first.</param>
    /// <param name="web">The manifest that is always there.</param>
    /// <param name="evil">A manifest that scripts put where they like: <c>$evil</c>.</param>
    /// <param name="script">
    /// Sets the other entries of the tree as positional parameters: <c>MODE ID NAME</c>, with <c>%XX</c> in names.
    /// </param>
    /// <returns>The commit.</returns>
    public async Task<string> PushAsync(string parent, string subject, string web, string evil, string script) =>
        (await lab.ExecAsync(
            "sh", "-ec", $"{Functions}\nset --\n{script}\ncommit $(tree 100644 $web web.json \"$@\") \"$subject\"", "sh", parent,
            subject, web, evil)).Text;

    /// <summary>Runs the canary as somebody might: what shows it below has to see it.</summary>
    public async Task ProveCanaryAsync()
    {
        (await lab.ExecAsync("systemd-run", "-q", "--wait", "--property=DynamicUser=yes", "/srv/hostile/run")).Succeeded();
        Assert.NotEqual("", await TracesOfRunsAsync());
        (await lab.ShellAsync("find / -xdev -name 'canary-ran*' -delete; find /tmp /run -name 'canary-ran*' -delete")).Succeeded();
        (await lab.ShellAsync("touch /srv/hostile/stamp")).Succeeded();
        Assert.Equal("", await TracesOfRunsAsync());
    }

    /// <summary>What is left of a canary that ran; empty: none did. The journal is read from where it was read to last.</summary>
    public async Task<string> TracesOfRunsAsync() => (await lab.ShellAsync("""
        journalctl --sync; find / /tmp /run /dev/shm -xdev -name 'canary-ran*' 2> /dev/null || true
        journalctl -q --no-pager -o cat --cursor-file=/srv/hostile/cursor | grep -aF canary-has-run || true
        """)).Text;

    /// <summary>
    /// Files that changed since <see cref="ProveCanaryAsync"/> and are neither the controller's nor podman's nor the test's own.
    /// </summary>
    public async Task<string> WritesElsewhereAsync() => (await lab.ShellAsync("""
        find / /tmp /dev/shm -xdev \( -path /proc -o -path /sys -o -path /run -o -path /srv/hostile -o -path /var/log/journal \
            -o -path /var/cache/containers -o -path /var/cache/private/oci-reconciler-git -o -path /var/lib/oci-reconciler \
            -o -path /etc/oci-reconciler/manifests \) -prune -o -newer /srv/hostile/stamp -not -type d -print
        """)).Text;

    /// <summary>Where the content of a precious file has gone.</summary>
    public async Task<IReadOnlyList<string>> LeaksAsync() =>
        [.. (await SecretSearch.FindAsync(lab, canary)).Where(place => place != $"file {Precious}")];
}
