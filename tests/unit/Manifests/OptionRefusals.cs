namespace OciReconciler.UnitTests.Manifests;

/// <summary>
/// Options that would win over what the controller relies on. Each row: what it is, the document, and all its errors as LINE: PATH:
/// MESSAGE.
/// </summary>
internal static class OptionRefusals
{
    private const string OurLabels = "labels under \"oci-reconciler.\" are the controller's own: use another prefix";
    private const string Name =
        "the container's name is the workload's, by which the controller finds it: remove it, or rename the workload";
    private const string Removal =
        "whether the container is removed when it stops is said by the field autoRemoveOnStop: remove it, and set that";
    private const string Detached = "the unit's process is podman's monitor of the container, which takes a detached run: remove it";
    private const string Foreign = "docker leaves the unit at once, which then counts as ended and starts over: remove it";
    private const string IdFile = "the unit stops and removes its container by the file that the controller gives: remove it";
    private const string LabelFile =
        "a file of labels may at any start give some under \"oci-reconciler.\", which are the controller's own: write them into "
        + "the field labels";

    public static IEnumerable<Refusal> Rows =>
    [
        Podman("name", "'--name=foreign'", $"\"--name=foreign\": {Name}"),
        Podman("name apart", "'--name', 'foreign'", $"\"--name\": {Name}"),
        Podman("name after a flag", "'-t', '--read-only', '--name=foreign'", $"\"--name=foreign\": {Name}"),
        Podman("name after an option that is not known", "'--new', 'value', '--name=foreign'", $"\"--name=foreign\": {Name}"),
        Docker("name on docker", "'--name=foreign'", $"\"--name=foreign\": {Name}"),
        Podman("cidfile", "'--cidfile=/x'", $"\"--cidfile=/x\": {IdFile}"),
        Docker("cidfile on docker", "'--cidfile', '/x'",
            "\"--cidfile\": docker does not start while the file is there, and nobody removes it: remove it"),
        Podman("label in a word of flags", "'-tl', 'oci-reconciler.workload=other'",
            $"\"-tl\" gives \"oci-reconciler.workload=other\": {OurLabels}"),
        Docker("label in a word of flags on docker", "'-tl', 'oci-reconciler.workload=other'",
            $"\"-tl\" gives \"oci-reconciler.workload=other\": {OurLabels}"),
        Podman("label in one word", "'-itloci-reconciler.workload=other'",
            $"\"-itloci-reconciler.workload=other\" gives \"oci-reconciler.workload=other\": {OurLabels}"),
        Podman("label after an equals sign", "'-l=oci-reconciler.workload=other'",
            $"\"-l=oci-reconciler.workload=other\" gives \"oci-reconciler.workload=other\": {OurLabels}"),
        Podman("label without a value", "'--label', 'oci-reconciler.workload'", $"\"oci-reconciler.workload\": {OurLabels}"),
        Podman("label file", "'--label-file=/x'", $"\"--label-file=/x\": {LabelFile}"),
        Docker("label file on docker", "'--label-file', '/x'", $"\"--label-file\": {LabelFile}"),
        Podman("rm off", "'--rm=false'", $"\"--rm=false\": {Removal}"),
        Podman("rm off by its alias", "'--purge=0'", $"\"--purge=0\": {Removal}"),
        Docker("rm off on docker", "'--rm=F'", $"\"--rm=F\": {Removal}"),
        new("rm on", Sample.Spec("'autoRemoveOnStop': false, 'extraOptions': ['--rm']"), $"3: $.spec.extraOptions: \"--rm\": {Removal}"),
        Podman("rmi", "'--rmi'",
            "\"--rmi\": it removes the image with the container, while the controller has the image ready for the next start: remove it"),
        Podman("rootfs", "'--rootfs'", "\"--rootfs\": it has the image read as a directory of the host: remove it"),
        Podman("restart", "'--restart=always'",
            "\"--restart=always\": podman would start the container by itself, beside its unit, which systemd restarts: remove it"),
        Docker("restart on docker", "'--restart', 'unless-stopped'",
            "\"--restart\": docker would start the container by itself, beside its unit, which systemd restarts: remove it"),
        Podman("attached", "'-d=false'", $"\"-d=false\": {Detached}"),
        Podman("attached in full", "'--detach=false'", $"\"--detach=false\": {Detached}"),
        Docker("detached on docker", "'-d'", $"\"-d\": {Foreign}"),
        Docker("detached on docker in a word of flags", "'-itd'", $"\"-itd\": {Foreign}"),
        Podman("replace off", "'--replace=false'",
            "\"--replace=false\": a container that a start has left behind would be in the way of the next one: remove it"),
        Podman("sdnotify", "'--sdnotify=ignore'",
            "\"--sdnotify=ignore\": what tells systemd that the container is up is said by the field podman.sdnotify: remove "
            + "it, and set that"),
        Podman("another image", "'evil'",
            "\"evil\" would be run in the place of the image: extraOptions are options with their values alone: remove it"),
        Podman("another image after a flag", "'--rm', 'true'",
            "\"true\" would be run in the place of the image: extraOptions are options with their values alone: remove it"),
        Podman("another image after two dashes", "'-t', '--', 'docker.io/library/evil:1'",
            "\"docker.io/library/evil:1\" would be run in the place of the image: extraOptions are options with their values "
            + "alone: remove it"),
        new("image taken for a value", Sample.Spec("'extraOptions': ['-e'], 'cmd': ['evil']"),
            "3: $.spec.extraOptions: \"evil\" would be run in the place of the image: -e in extraOptions lacks its value, and takes the "
            + "image for it: give it one"),
        Podman("help", "'--help'", "\"--help\": podman would show its help, and run nothing: remove it"),
        Docker("help on docker", "'--help=true'", "\"--help=true\": docker would show its help, and run nothing: remove it"),
        Podman("name without a name", "'--name='", $"\"--name=\": {Name}"),
        Podman("name after a value that looks like an option", "'-e', '-t', '--name', 'x'", $"\"--name\": {Name}"),
        Podman("name after a word with an equals sign", "'-u=0:0', '--name=x'", $"\"--name=x\": {Name}"),
        Docker("label by its letter at the end of a word", "'-itPql=oci-reconciler.x=1'",
            $"\"-itPql=oci-reconciler.x=1\" gives \"oci-reconciler.x=1\": {OurLabels}"),
        Podman("rm with no truth value", "'--rm=maybe'", $"\"--rm=maybe\": {Removal}"),
        Docker("restart after retries", "'--restart=on-failure:3'",
            "\"--restart=on-failure:3\": docker would start the container by itself, beside its unit, which systemd restarts: remove it"),
        new("version before run", Sample.Spec("'preRunExtraOptions': ['-v']"),
            "3: $.spec.preRunExtraOptions: \"-v\" would be done in the place of run: remove it"),
        new("help before run", Sample.Spec("'preRunExtraOptions': ['--log-level', 'debug', '--help']"),
            "3: $.spec.preRunExtraOptions: \"--help\" would be done in the place of run: remove it"),
        new("another command of a plugin", Sample.Spec("'backend': 'docker', 'preRunExtraOptions': ['app2']"),
            "3: $.spec.preRunExtraOptions: \"app2\" would be done in the place of run: preRunExtraOptions are options with their values "
            + "alone: remove it"),
        new("run twice", Sample.Spec("'preRunExtraOptions': ['run']"),
            "3: $.spec.preRunExtraOptions: \"run\" would be done in the place of run: preRunExtraOptions are options with their values "
            + "alone: remove it"),
        new("another command of container", Sample.Spec("'preRunExtraOptions': ['container', 'kill', '--all']"),
            "3: $.spec.preRunExtraOptions: \"container\" would be done in the place of run: preRunExtraOptions are options with their "
            + "values alone: remove it"),
        new("name among the arguments", Sample.Spec("'extraOptions': ['-e'], 'cmd': ['--name=foreign']"),
            $"3: $.spec.extraOptions: \"--name=foreign\": {Name}"),
        new("another command", Sample.Spec("'preRunExtraOptions': ['--log-level=debug', 'kill', '--all']"),
            "3: $.spec.preRunExtraOptions: \"kill\" would be done in the place of run: preRunExtraOptions are options with their values "
            + "alone: remove it"),
        new("health check by its alias",
            Sample.Spec("'healthCheck': {'test': ['CMD', 'true']}, 'extraOptions': ['-t', '--healthcheck-command', 'x']"),
            "3: $.spec.extraOptions: \"--healthcheck-command\": healthCheck says this already: remove one of the two"),
        new("a name of the controller's units", Sample.Spec("'serviceName': 'oci-str-image'"),
            "3: $.spec.serviceName: \"oci-str-image\" is a name that the controller keeps for units of its own: choose another"),
        new("the controller's own name", Sample.Spec("'serviceName': 'oci-reconciler'"),
            "3: $.spec.serviceName: \"oci-reconciler\" is a name that the controller keeps for units of its own: choose another"),
        new("a name of its podman of users", Sample.Spec("'serviceName': 'oci-reconciler-podman-1000'"),
            "3: $.spec.serviceName: \"oci-reconciler-podman-1000\" is a name that the controller keeps for units of its own: "
            + "choose another"),
    ];

    private static Refusal Podman(string name, string options, string message) =>
        new(name, Sample.Spec($"'extraOptions': [{options}]"), $"3: $.spec.extraOptions: {message}");

    private static Refusal Docker(string name, string options, string message) =>
        new(name, Sample.Spec($"'backend': 'docker', 'extraOptions': [{options}]"), $"3: $.spec.extraOptions: {message}");
}
