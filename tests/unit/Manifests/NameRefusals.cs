namespace OciReconciler.UnitTests.Manifests;

/// <summary>
/// Names, images, paths and rules between fields. Each row: what it is, the document, and all its errors as LINE: PATH: MESSAGE.
/// </summary>
internal static class NameRefusals
{
    public static IEnumerable<Refusal> Rows =>
    [
        new("both image sources", Sample.Spec("'imageFile': '/a.tar', 'imageStream': '/b'"),
            "3: $.spec.imageStream: You can only define one of imageFile and imageStream: remove one"),
        new("podman options on docker", Sample.Spec("'backend': 'docker', 'podman': {'user': 'bob'}"),
            "3: $.spec.podman: these are options of podman, and the backend is docker: remove them, or use podman"),
        new("a runtime directory that is the host's", Sample.Named("systemd", "'podman': {'sdnotify': 'healthy'}"),
            "3: $.spec.podman: with a user or an sdnotify other than conmon the unit owns /run/systemd, which belongs to the host: give "
            + "the workload another name"),
        new("newer on docker", Sample.Spec("'backend': 'docker', 'pull': 'newer'"),
            """3: $.spec.pull: "newer" is a policy of podman, and the backend is docker: use always, missing or never"""),
        new("our label", Sample.Spec("'labels': {'oci-reconciler.workload': 'x'}"),
            """3: $.spec.labels['oci-reconciler.workload']: "oci-reconciler.workload": labels under "oci-reconciler." are the """
            + """controller's own: use another prefix"""),
        new("our label in options", Sample.Spec("'extraOptions': ['--label=oci-reconciler.workload=x']"),
            """3: $.spec.extraOptions: "oci-reconciler.workload=x": labels under "oci-reconciler." are the controller's own: use """
            + """another prefix"""),
        new("our label after -l", Sample.Spec("'extraOptions': ['-l', 'oci-reconciler.a=x']"),
            """3: $.spec.extraOptions: "oci-reconciler.a=x": labels under "oci-reconciler." are the controller's own: """
            + "use another prefix"),
        new("name with a slash", Sample.Named("a/b", ""),
            """2: $.metadata.name: "a/b" is no name of a container: it must begin with a letter or digit, and go on with letters, """
            + """digits, '_', '.' and '-'"""),
        new("name with a dash first", Sample.Named("-web", ""),
            """2: $.metadata.name: "-web" is no name of a container: it must begin with a letter or digit, and go on with letters, """
            + """digits, '_', '.' and '-'"""),
        new("name with a line break", Sample.Named("""a\nb""", ""),
            """2: $.metadata.name: "a\u000ab" is no name of a container: it must begin with a letter or digit, and go on with letters, """
            + """digits, '_', '.' and '-'"""),
        new("empty name", Sample.Named("", ""),
            "2: $.metadata.name: the name of a workload must not be empty"),
        new("one letter on docker", Sample.Named("w", "'backend': 'docker'"),
            """2: $.metadata.name: "w" is too short: docker wants names of two characters at least"""),
        new("name too long", Sample.Named(new string('a', 250), ""),
            """2: $.metadata.name: the unit "oci-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." would have a name of 260 """
            + """bytes, and systemd takes 255: shorten the workload's name, in which '-' counts four"""),
        new("unit too long", Sample.Named(new string('a', 245), ""),
            """2: $.metadata.name: the unit "podman-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." would have a name of 260 """
            + """bytes, and systemd takes 255: shorten name or serviceName"""),
        new("depends on a name that is too long", Sample.Spec($"'dependsOn': ['{new string('a', 246)}']"),
            """3: $.spec.dependsOn[0]: the unit "oci-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." would have a name of """
            + """256 bytes, and systemd takes 255: shorten the workload's name, in which '-' counts four"""),
        new("no name, and more", Sample.Named("../../etc/passwd", "'podman': {'user': 'a:b'}"),
            """2: $.metadata.name: "../../etc/passwd" is no name of a container: it must begin with a letter or digit, and go on with """
            + """letters, digits, '_', '.' and '-'""",
            """3: $.spec.podman.user: "a:b" is no user of this host: write a user's name (letters, digits, '_', '-', '.')"""),
        new("dashes too long", Sample.Named("a" + new string('-', 62), ""),
            """2: $.metadata.name: the unit "oci-a\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2d\x2..." would have a name of 259 """
            + """bytes, and systemd takes 255: shorten the workload's name, in which '-' counts four"""),
        new("image missing", """{"apiVersion": "oci-reconciler/v1", "kind": "Container", "metadata": {"name": "web"}, "spec": {}}""",
            """1: $.spec: "image" is missing, and required. Image reference, such as docker.io/library/nginx:1.27."""),
        new("image empty", Sample.Image("''"),
            "3: $.spec.image: must not be empty: give a value or leave it out"),
        new("image an option", Sample.Image("'--privileged'"),
            """3: $.spec.image: "--privileged" begins with '-' and would be read as an option: options go into extraOptions"""),
        new("value in a wrong string", Sample.Spec("'logDriver': '-${USER}'"),
            "3: $.spec.logDriver: \"-${USER}\" begins with '-' and would be read as an option: options go into extraOptions; nothing is "
            + "put in for ${...} here: values are for repositories (validate and render: --host NAME), and for fields that take strings"),
        new("image upper case", Sample.Image("'Nginx:1'"),
            """3: $.spec.image: "Nginx:1" is no image reference: the name of an image is in lower case"""),
        new("image with a blank", Sample.Image("'nginx 1'"),
            """3: $.spec.image: "nginx 1" is no image reference: it contains a blank"""),
        new("image without tag", Sample.Image("'nginx:'"),
            """3: $.spec.image: "nginx:" is no image reference: there is no tag after the ':'"""),
        new("image with a scheme", Sample.Image("'docker://nginx'"),
            "3: $.spec.image: \"docker://nginx\" is no image reference: leave out what stands before and including \"://\""),
        new("image with a line break", Sample.Image("""'nginx\n'"""),
            """3: $.spec.image: "nginx\u000a" contains a control character (U+000A), which is not allowed here: remove it"""),
        new("image short digest", Sample.Image("'nginx@sha256:abcdabcdabcdabcdabcdabcdabcdabcd'"),
            """3: $.spec.image: "nginx@sha256:abcdabcdabcdabcdabcdabcdabcdabcd" is no image reference: after the '@' comes a digest: """
            + """sha256: and 64 hexadecimal digits in lower case"""),
        new("image digest in upper case", Sample.Image($"'nginx@sha256:{new string('A', 64)}'"),
            $"3: $.spec.image: \"nginx@sha256:{new string('A', 47)}...\" is no image reference: after the '@' comes a digest: sha256: and "
            + "64 hexadecimal digits in lower case"),
        new("image tag in a digest's place", Sample.Image("'nginx@1.27'"),
            "3: $.spec.image: \"nginx@1.27\" is no image reference: after the '@' comes a digest: sha256: and 64 hexadecimal "
            + "digits in lower case"),
        new("image name too long", Sample.Image($"'{new string('a', 256)}'"),
            $"3: $.spec.image: \"{new string('a', 60)}...\" is no image reference: the name of an image has at most 255 characters, and "
            + "its tag at most 128"),
        new("image port too long", Sample.Image("'localhost:123456/web'"),
            "3: $.spec.image: \"localhost:123456/web\" is no image reference: write [HOST[:PORT]/]NAME[:TAG][@DIGEST], such as "
            + "docker.io/library/nginx:1.27"),
        new("image path empty", Sample.Image("'ghcr.io//web'"),
            "3: $.spec.image: \"ghcr.io//web\" is no image reference: write [HOST[:PORT]/]NAME[:TAG][@DIGEST], such as "
            + "docker.io/library/nginx:1.27"),
        new("image null", Sample.Image("null"),
            "3: $.spec.image: must not be null: a string is expected; for the default leave it out"),
        new("relative imageFile", Sample.Spec("'imageFile': 'a.tar'"),
            """3: $.spec.imageFile: "a.tar" is no absolute path: it must begin with '/'"""),
        new("imageFile a directory", Sample.Spec("'imageFile': '/srv/'"),
            """3: $.spec.imageFile: "/srv/" names a directory: a file is expected"""),
        new("relative imageStream", Sample.Spec("'imageStream': './x'"),
            """3: $.spec.imageStream: "./x" is no absolute path: it must begin with '/'"""),
        new("home in environmentFiles", Sample.Spec("'environmentFiles': ['~/a.env']"),
            """3: $.spec.environmentFiles[0]: "~/a.env" is no absolute path: it must begin with '/', and nothing is expanded"""),
        new("line break in environmentFiles", Sample.Spec("""'environmentFiles': ['/a\nb']"""),
            """3: $.spec.environmentFiles[0]: "/a\u000ab" contains a control character (U+000A), which is not allowed here: remove it"""),
        new("relative passwordFile", Sample.Spec("'login': {'username': 'bob', 'registry': 'ghcr.io', 'passwordFile': 'pw'}"),
            """3: $.spec.login.passwordFile: "pw" is no absolute path: it must begin with '/'"""),
        new("registry scheme", Sample.Spec("'login': {'username': 'bob', 'registry': 'ftp://x', 'passwordFile': '/pw'}"),
            """3: $.spec.login.registry: "ftp://x" is no registry: write HOST[:PORT], with or without https://"""),
        new("username with a colon", Sample.Spec("'login': {'username': 'bob:secret', 'registry': 'ghcr.io', 'passwordFile': '/pw'}"),
            """3: $.spec.login.username: "bob:secret" is no user name of a registry: it must contain no ':'"""),
        new("empty variable", Sample.Spec("'environment': {'': 'x'}"),
            "3: $.spec.environment['']: the name of a variable must not be empty"),
        new("variable with =", Sample.Spec("'environment': {'A=B': 'x'}"),
            """3: $.spec.environment['A=B']: "A=B" is no name of a variable: it must contain no '=', no blank and no control character"""),
        new("variable with a blank", Sample.Spec("'environment': {'A B': 'x'}"),
            """3: $.spec.environment['A B']: "A B" is no name of a variable: it must contain no '=', no blank and no control character"""),
        new("label with =", Sample.Spec("'labels': {'a=b': 'x'}"),
            """3: $.spec.labels['a=b']: "a=b" is no key of a label: it must contain no '='"""),
        new("serviceName with suffix", Sample.Spec("'serviceName': 'web.service'"),
            "3: $.spec.serviceName: \"web.service\" ends in \".service\", which is added by itself: write \"web\""),
        new("serviceName slash", Sample.Spec("'serviceName': 'a/b'"),
            """3: $.spec.serviceName: "a/b" is no name of a unit: letters, digits and any of : - _ . \ are allowed, not at the start """
            + """'-' or '.'; a '@' needs text on both sides"""),
        new("serviceName empty", Sample.Spec("'serviceName': ''"),
            "3: $.spec.serviceName: must not be empty: leave it out for BACKEND-NAME"),
        new("serviceName template", Sample.Spec("'serviceName': 'web@'"),
            """3: $.spec.serviceName: "web@" is no name of a unit: letters, digits and any of : - _ . \ are allowed, not at the start """
            + """'-' or '.'; a '@' needs text on both sides"""),
        new("serviceName too long", Sample.Spec($"'serviceName': '{new string('a', 250)}'"),
            """2: $.metadata.name: the unit "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." would have a name of 258 """
            + """bytes, and systemd takes 255: shorten name or serviceName"""),
        new("podman user", Sample.Spec("'podman': {'user': 'a:b'}"),
            """3: $.spec.podman.user: "a:b" is no user of this host: write a user's name (letters, digits, '_', '-', '.')"""),
        new("depends on itself", Sample.Spec("'dependsOn': ['web']"),
            """3: $.spec.dependsOn: "web" depends on itself: remove it"""),
        new("depends on a unit", Sample.Spec("'dependsOn': ['podman-db.service']"),
            """3: $.spec.dependsOn[0]: "podman-db.service" is a unit: dependsOn takes names of workloads"""),
        new("depends on an option", Sample.Spec("'dependsOn': ['-x']"),
            """3: $.spec.dependsOn[0]: "-x" is no name of a container: it must begin with a letter or digit, and go on with letters, """
            + """digits, '_', '.' and '-'"""),
        new("argument too long", Sample.Spec($"'cmd': ['{new string('x', 130_001)}']"),
            "3: $.spec.cmd[0]: is longer than the 130000 bytes that one argument of a program can have"),
        new("arguments too long together",
            Sample.Spec($"'cmd': [{string.Join(',', Enumerable.Repeat($"'{new string('x', 125_000)}'", 4))}]"),
            "3: $.spec: all arguments together have 500157 bytes, and systemd takes 500000 of one command: put some into files"),
    ];
}
