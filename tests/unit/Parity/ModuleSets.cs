using System.Text.Json.Nodes;
using CsCheck;

namespace OciReconciler.UnitTests.Parity;

/// <summary>Random container sets as the module takes them: every option, given, empty, null or left out, with odd values.</summary>
internal static class ModuleSets
{
    private static readonly string[] Names = ["web", "db0", "a.b", "my-app", "node_1", "0x", "a--b", "A.B-c_d", "Zz9"];

    private static readonly string[] Odd =
    [
        "", "a b", "it's", "\"q\"", "back\\slash", "new\nline", "tab\there", "\r\n", "\u001b[31m", "$HOME", "${X}", "$$", "%h", "%%", "%n",
            "~", "*", "#h", "semi;colon", "a,b",
        "x=y", "=", "--flag=1", "-", "{{.}}", "\u00fcn\u00ef", "\ud83d\ude00", "\uff21", "a|b&c", "`id`", "$(id)", "\u2028", "\u007f", "!",
            "\\n", "\\", "'", " ",
    ];

    private static readonly Gen<JsonNode?> Text = Pick([.. Odd]).Select(text => (JsonNode?)JsonValue.Create(text));
    private static readonly Gen<JsonNode?> Texts = ListOf(Odd);
    private static readonly Gen<JsonNode?> Flag = Gen.Bool.Select(flag => (JsonNode?)JsonValue.Create(flag));

    private static readonly (string Name, Gen<JsonNode?> Value)[] Options =
    [
        ("environment", MapOf(["A", "a", "B.c", "_x", "\u00fc", "\ud83d\ude00", "\uff21", "A1", "A_"], Text)),
        ("labels", MapOf(["l", "traefik.http.routers.x.rule", "\ud83d\ude00", "\uff21", "L", "a b", "a/b"], Text)),
        ("cmd", Texts),
        ("extraOptions", Texts),
        ("preRunExtraOptions", ListOf(["--log-level=debug", "--root", "/a b", "$x", "", "it's"])),
        ("log-driver", OneOf(["journald", "none", "json-file", "k8s-file", "my driver", "x'y"])),
        ("entrypoint", OneOfOrNull(["", "/bin/my-app", "/with space/x", "a$b", "{{.}}"])),
        ("hostname", OneOfOrNull(["host0", "a.b", ""])),
        ("workdir", OneOfOrNull(["/a b", "/$HOME", ""])),
        ("user", OneOfOrNull(["1000", "1000:1000", "nobody:nogroup", "a b"])),
        ("environmentFiles", ListOf(["/etc/a.env", "/srv/with space.env", "/run/$x"])),
        ("ports", ListOf(
            ["9000", "8443:443", "127.0.0.1:8080:9000", "127.0.0.1::53/udp", "[::1]:80:80", "1234-1236:1234-1236/tcp", "1234-1236:1234/tcp",
                "53:53/udp", "53:53/tcp", "9/sctp"])),
        ("volumes", ListOf(["/cache", "data:/data", "/srv/x:/x:ro", "/a b:/c d", "/etc/ssl:/etc/ssl:ro,z", "/x$y:/z"])),
        ("dependsOn", ListOf([.. Names, "elsewhere"])),
        ("autoStart", Flag),
        ("login", OneOfOrNull(["registry", "username", "passwordFile"]).Array[0, 4].Select(Login)),
        ("pull", OneOf(["missing", "always", "never"])),
        ("capabilities", MapOf(["SYS_ADMIN", "net_raw", "ALL", "MKNOD"], Gen.OneOf(Flag, Gen.Const((JsonNode?)null)))),
        ("devices", ListOf(["/dev/dri", "/dev/a:/dev/b:rw", "nvidia.com/gpu=all"])),
        ("networks", ListOf(["host", "front", "container:db"])),
        ("privileged", Flag),
        ("autoRemoveOnStop", Flag),
        ("serviceName", OneOf(["site", "app@x", "a\\x2db"])),
        ("imageFile", OneOfOrNull(["/srv/f.tar", "/nix/store/abc-image.tar.gz"])),
    ];

    private static readonly Gen<JsonObject> Container = Gen.Select(
        OneOf(["nginx", "ghcr.io/o/r:v1", "localhost:5000/x/y:z"]), Gen.Int[0, Options.Length], Gen.Shuffle(Options))
        .SelectMany((image, count, options) => Gather(options.Take(count)).Select(container =>
        {
            container["image"] = image?.DeepClone();
            return container;
        }));

    /// <summary>Documents of both shapes.</summary>
    public static Gen<JsonObject> Documents { get; } =
        Gen.Select(Pick(["podman", "docker", "legacy"]), Gen.Shuffle(Names), Container.Array[1, 5], Gen.Bool).Select(Document);

    private static JsonObject Document(string shape, string[] names, JsonObject[] containers, bool withPodman)
    {
        var set = new JsonObject();
        foreach (var (name, container) in names.Zip(containers))
        {
            var options = container.DeepClone().AsObject();
            // Two units of one name are no set that NixOS takes.
            if (options["serviceName"] is { } service)
                options["serviceName"] = $"{(string)service!}{name}";
            if (shape == "legacy")
                options["extraDockerOptions"] = options["cmd"]?.DeepClone() ?? new JsonArray();
            if (withPodman)
                options["podman"] = shape == "podman" ? new JsonObject { ["sdnotify"] = name.Length > 3 ? "healthy" : "conmon" } : null;
            set[name] = options;
        }

        return shape == "legacy"
            ? new JsonObject { ["docker-containers"] = set } : new JsonObject { ["backend"] = shape, ["containers"] = set };
    }

    private static Gen<JsonObject> Gather(IEnumerable<(string Name, Gen<JsonNode?> Value)> options) => options.Aggregate(
        Gen.Const(() => new JsonObject()),
        (all, option) => all.SelectMany(container => option.Value.Select(value =>
        {
            var more = container.DeepClone().AsObject();
            more[option.Name] = value?.DeepClone();
            return more;
        })));

    private static JsonNode? Login(JsonNode?[] given)
    {
        var login = new JsonObject();
        foreach (var field in given.OfType<JsonNode>())
            login[(string)field!] = (string)field! == "passwordFile" ? "/run/pw" : "ghcr.io";
        return login;
    }

    private static Gen<string> Pick(string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<JsonNode?> OneOf(string[] values) => Pick(values).Select(value => (JsonNode?)JsonValue.Create(value));

    private static Gen<JsonNode?> OneOfOrNull(string[] values) => Gen.OneOf(OneOf(values), Gen.Const((JsonNode?)null));

    private static Gen<JsonNode?> ListOf(string[] values) =>
        Pick(values).Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => (JsonNode)JsonValue.Create(item))]));

    private static Gen<JsonNode?> MapOf(string[] names, Gen<JsonNode?> value) =>
        Gen.Select(Gen.Shuffle(names), value.Array[0, names.Length])
        .Select((keys, values) => (JsonNode?)new JsonObject(keys.Zip(values, (key, item) => KeyValuePair.Create(key, item?.DeepClone()))));
}
