namespace OciReconciler.UnitTests.Manifests;

/// <summary>
/// Documents around a spec: ours and those of NixOS. Each row: what it is, the document, and all its errors as LINE: PATH: MESSAGE.
/// </summary>
internal static class DocumentRefusals
{
    public static IEnumerable<Refusal> Rows =>
    [
        new("no apiVersion", """{"kind": "Container", "metadata": {"name": "web"}, "spec": {"image": "nginx"}}""",
            "1: $: \"apiVersion\" is missing: write \"oci-reconciler/v1\""),
        new("no kind", """{"apiVersion": "oci-reconciler/v1", "metadata": {"name": "web"}, "spec": {"image": "nginx"}}""",
            "1: $: \"kind\" is missing: write \"Container\" or \"List\""),
        new("kubernetes", """ {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {}}""",
            "1: $.apiVersion: \"v1\" is not known: write \"oci-reconciler/v1\"",
            "1: $.kind: \"Pod\" is not known: write \"Container\" or \"List\""),
        new("no metadata", """{"apiVersion": "oci-reconciler/v1", "kind": "Container", "spec": {"image": "nginx"}}""",
            """1: $: "metadata" is missing: write "metadata": {"name": "..."}"""),
        new("no name", """{"apiVersion": "oci-reconciler/v1", "kind": "Container", "metadata": {}, "spec": {"image": "nginx"}}""",
            """1: $.metadata: "name" is missing, and required. Name of the workload and of its container."""),
        new("no spec", """{"apiVersion": "oci-reconciler/v1", "kind": "Container", "metadata": {"name": "web"}}""",
            """1: $: "spec" is missing: it has the image and the other options of the container"""),
        new("image beside spec",
            """{"apiVersion": "oci-reconciler/v1", "kind": "Container", "metadata": {"name": "web"}, "image": "nginx", "spec": """
            + """{"image": "nginx"}}""",
            "1: $.image: unknown field \"image\": it belongs in \"spec\""),
        new("name beside metadata",
            """{"apiVersion": "oci-reconciler/v1", "kind": "Container", "name": "web", "metadata": {"name": "web"}, "spec": """
            + """{"image": "nginx"}}""",
            "1: $.name: unknown field \"name\": it belongs in \"metadata\""),
        new("list in list",
            """{"apiVersion": "oci-reconciler/v1", "kind": "List", "items": """
            + """[{"apiVersion": "oci-reconciler/v1", "kind": "List", "items": []}]}""",
            "1: $.items[0].kind: a List cannot stand in a List: put its items into the outer one"),
        new("list without items", """{"apiVersion": "oci-reconciler/v1", "kind": "List"}""",
            """1: $: "items" is missing: a List has a list of documents in it"""),
        new("list whose kind is a number", """{"apiVersion": "oci-reconciler/v1", "kind": 1, "items": []}""",
            "1: $.kind: expected a string, found a number: write \"1\" in double quotes"),
        new("list without kind", """{"apiVersion": "oci-reconciler/v1", "items": []}""",
            "1: $: \"kind\" is missing: write \"List\""),
        new("items not a list", """{"apiVersion": "oci-reconciler/v1", "kind": "List", "items": {}}""",
            "1: $.items: expected a list of documents, found an object"),
        new("one name twice in a list",
            "{\"apiVersion\": \"oci-reconciler/v1\", \"kind\": \"List\", \"items\": [\n{\"apiVersion\": \"oci-reconciler/v1\", \"kind\": "
            + "\"Container\", \"metadata\": {\"name\": \"web\"}, \"spec\": {\"image\": \"nginx\"}},\n{\"apiVersion\": "
            + "\"oci-reconciler/v1\", \"kind\": \"Container\", \"metadata\": {\"name\": \"web\"}, \"spec\": {\"image\": \"nginx\"}}]}",
            """3: $.items[1]: "web" is declared twice, first on line 2: rename or remove one"""),
        new("metadata label not a string",
            "{\"apiVersion\": \"oci-reconciler/v1\", \"kind\": \"Container\",\n \"metadata\": {\"name\": \"web\", \"labels\": {\"tier\": "
            + "1}},\n \"spec\": {\"image\": \"nginx\"}}",
            """2: $.metadata.labels.tier: expected a string, found a number: write "1" in double quotes"""),
        new("unknown in metadata",
            "{\"apiVersion\": \"oci-reconciler/v1\", \"kind\": \"Container\",\n \"metadata\": {\"name\": \"web\", \"lables\": {}},\n "
            + "\"spec\": {\"image\": \"nginx\"}}",
            """2: $.metadata.lables: unknown field "lables": did you mean "labels"?"""),
        new("nix camel case", Sample.Nix("'logDriver': 'journald'"),
            """2: $.containers.web.logDriver: unknown field "logDriver": did you mean "log-driver"?"""),
        new("nix misspelt", Sample.Nix("'imagefile': '/x'"),
            """2: $.containers.web.imagefile: unknown field "imagefile": did you mean "imageFile"?"""),
        new("nix backend in container", Sample.Nix("'backend': 'docker'"),
            "2: $.containers.web.backend: unknown field \"backend\": NixOS's shape has one backend for all: "
            + "write it beside \"containers\""),
        new("nix bad name", """{"containers": {"a/b": {"image": "nginx"}}}""",
            """1: $.containers['a/b']: "a/b" is no name of a container: it must begin with a letter or digit, and go on with letters, """
            + """digits, '_', '.' and '-'"""),
        new("nix no image", """{"containers": {"web": {}}}""",
            """1: $.containers.web: "image" is missing, and required. Image reference, such as docker.io/library/nginx:1.27."""),
        new("nix container not an object", """{"containers": {"web": "nginx"}}""",
            "1: $.containers.web: expected an object, found a string"),
        new("nix containers a list", """{"containers": []}""",
            "1: $.containers: expected an object of containers by name, found a list"),
        new("nix bad backend", "{\"backend\": \"kubernetes\", \"containers\": {\n \"web\": {\"image\": \"nginx\"}}}",
            "1: $.backend: \"kubernetes\" is none of \"podman\", \"docker\""),
        new("nix unknown beside", "{\"backend\": \"podman\", \"container\": {}, \"containers\": {\n \"web\": {\"image\": \"nginx\"}}}",
            """1: $.container: unknown field "container": did you mean "containers"?"""),
        new("nix and ours", "{\"backend\": \"podman\", \"kind\": \"Container\", \"containers\": {\n \"web\": {\"image\": \"nginx\"}}}",
            """1: $.kind: unknown field "kind": a document has either "containers", or apiVersion, kind, metadata and spec"""),
        new("nix podman on docker",
            "{\"backend\": \"docker\", \"containers\": {\n \"web\": {\"image\": \"nginx\", \"podman\": {\"user\": \"root\"}}}}",
            "2: $.containers.web.podman: these are options of podman, and the backend is docker: remove them, or use podman"),
        new("nix newer on docker", "{\"backend\": \"docker\", \"containers\": {\n \"web\": {\"image\": \"nginx\", \"pull\": \"newer\"}}}",
            """2: $.containers.web.pull: "newer" is a policy of podman, and the backend is docker: use always, missing or never"""),
        new("nix both sources", Sample.Nix("'imageFile': '/a', 'imageStream': '/b'"),
            "2: $.containers.web.imageStream: You can only define one of imageFile and imageStream: remove one"),
        new("nix error in a dotted name", """{"containers": {"a.b": {"image": "nginx", "ports": ["x"]}}}""",
            """1: $.containers['a.b'].ports[0]: "x" is no port: "x" is no number"""),
        new("legacy backend", """{"backend": "podman", "docker-containers": {"web": {"image": "nginx"}}}""",
            "1: $.backend: unknown field \"backend\": \"docker-containers\" means docker: remove it, or rename \"docker-containers\" to "
            + "\"containers\""),
        new("legacy one letter", """{"docker-containers": {"w": {"image": "nginx"}}}""",
            """1: $.docker-containers.w: "w" is too short: docker wants names of two characters at least"""),
        new("both nix shapes", """{"containers": {}, "docker-containers": {}}""",
            "1: $.docker-containers: unknown field \"docker-containers\": a document has either \"containers\" or \"docker-containers\""),
    ];
}
