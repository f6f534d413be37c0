namespace OciReconciler.Model.Units.Options;

/// <summary>
/// The options of <c>podman run</c> and <c>docker run</c>, and those before the word run, with their arities: those of podman 4.3 and 5.4
/// and of docker 20.10 and 26.1, hidden ones and aliases included, as the programs themselves answer to each name without a value.
/// </summary>
internal static class EngineGrammars
{
    private const string SharedFlags =
        "detach disable-content-trust help init interactive no-healthcheck oom-kill-disable privileged publish-all "
        + "quiet read-only rm sig-proxy tty";

    private const string SharedValued =
        "add-host annotation attach blkio-weight blkio-weight-device cap-add cap-drop cgroup-parent cgroupns cidfile "
        + "cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device "
        + "device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops dns dns-option "
        + "dns-search entrypoint env env-file expose gpus group-add health-cmd health-interval health-retries "
        + "health-start-period health-timeout hostname ip ip6 ipc kernel-memory label label-file log-driver log-opt "
        + "mac-address memory memory-reservation memory-swap memory-swappiness mount name network network-alias "
        + "oom-score-adj pid pids-limit platform publish pull restart runtime security-opt shm-size stop-signal "
        + "stop-timeout storage-opt sysctl tmpfs ulimit user userns uts volume volumes-from workdir";

    private const string SharedLetters =
        "P=publish-all a=attach c=cpu-shares d=detach e=env h=hostname i=interactive l=label m=memory p=publish q=quiet "
        + "t=tty u=user v=volume w=workdir";

    // Options of podman itself that it takes after the word run as well.
    private const string PodmanAnywhereFlags = "syslog trace transient-store";

    private const string PodmanAnywhereValued =
        "cgroup-manager conmon cpu-profile db-backend default-mounts-file events-backend hooks-dir imagestore log-level "
        + "max-workers memory-profile namespace network-backend network-cmd-path network-config-dir pull-option "
        + "registries-conf root runroot runtime runtime-flag storage-driver storage-opt tmpdir volumepath";

    private static readonly OptionGrammar PodmanRun = new(
        $"{SharedFlags} {PodmanAnywhereFlags} env-host http-proxy no-hostname no-hosts passwd read-only-tmpfs replace rmi rootfs "
        + "tls-verify unsetenv-all",
        $"{SharedValued} {PodmanAnywhereValued} arch authfile cgroup-conf cgroups chrootdirs conmon-pidfile decryption-key env-merge "
        + "gidmap group-entry health-log-destination health-max-log-count health-max-log-size health-on-failure health-startup-cmd "
        + "health-startup-interval health-startup-retries health-startup-success health-startup-timeout hosts-file hostuser image-volume "
        + "init-path ns os passwd-entry personality pidfile pod pod-id-file preserve-fd preserve-fds rdt-class requires retry retry-delay "
        + "sdnotify seccomp-policy secret shm-size-systemd signature-policy subgidname subuidname systemd timeout tz uidmap umask unsetenv "
        + "variant",
        SharedLetters,
        "dns-opt=dns-option healthcheck-command=health-cmd healthcheck-interval=health-interval healthcheck-retries=health-retries "
        + "healthcheck-start-period=health-start-period healthcheck-timeout=health-timeout net=network override-arch=arch override-os=os "
        + "override-variant=variant purge=rm");

    private static readonly OptionGrammar DockerRun = new(
        $"{SharedFlags} use-api-socket",
        $"{SharedValued} cpu-count cpu-percent domainname health-start-interval io-maxbandwidth io-maxiops isolation link link-local-ip "
        + "volume-driver",
        SharedLetters,
        "dns-opt=dns-option net=network net-alias=network-alias");

    private static readonly OptionGrammar PodmanItself = new(
        $"{PodmanAnywhereFlags} debug help noout remote version",
        $"{PodmanAnywhereValued} config connection context identity module out ssh url",
        "D=debug H=url c=connection h=help r=remote v=version",
        "cni-config-dir=network-config-dir host=url");

    private static readonly OptionGrammar DockerItself = new(
        "debug help tls tlsverify version",
        "config context host log-level tlscacert tlscert tlskey",
        "D=debug H=host c=context h=help l=log-level v=version");

    /// <summary>Options after the word run.</summary>
    public static OptionGrammar OfRun(Backend backend) => backend == Backend.Docker ? DockerRun : PodmanRun;

    /// <summary>Options before it.</summary>
    public static OptionGrammar OfEngine(Backend backend) => backend == Backend.Docker ? DockerItself : PodmanItself;
}
