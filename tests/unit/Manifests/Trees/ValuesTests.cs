namespace OciReconciler.UnitTests.Manifests.Trees;

/// <summary>Values of hosts in manifests of a repository.</summary>
public class ValuesTests
{
    private const string Host =
        "{'values': {\n 'IMAGE': 'nginx:1', 'PORT': '8080',\n 'ODD': '\\\", \\\"privileged\\\": true, ${PORT} %h'}}";

    [Fact]
    public void Render_Values_AreInAllStrings()
    {
        var specs = Tree.Render(
            ("hosts/web1.json", Host),
            ("web.json", Tree.Container(
                "web-${PORT}",
                "'image': '${IMAGE}', 'ports': ['${PORT}:80'], 'environment': {'${PORT}': '$${PORT}', 'ODD': '${ODD}'}, 'cmd': ['$PORT']")),
            ("nix.json", "{'containers': {'db': {'image': '${IMAGE}-${PORT}'}}}"),
            ("list.json",
                $"{{'apiVersion': 'oci-reconciler/v1', 'kind': 'List', 'items': [{Tree.Container("l", "'image': '${IMAGE}'")}]}}"))
            .Specs();

        var web = specs["web-8080"];
        Assert.Equal("nginx:1", web.Image);
        Assert.Equal(["8080:80"], web.Ports);
        Assert.Equal(["$PORT"], web.Cmd);
        Assert.False(web.Privileged);
        Assert.Equal("${PORT}", web.Environment["${PORT}"]);
        Assert.Equal("\", \"privileged\": true, ${PORT} %h", web.Environment["ODD"]);
        Assert.Equal("nginx:1-8080", specs["db"].Image);
        Assert.Equal("nginx:1", specs["l"].Image);
    }

    [Fact]
    public void Render_ConfigurationHasTheValueToo_ConfigurationWins()
    {
        var node = Tree.Node("web1") with
        {
            Values = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("IMAGE", "mine").Add("UNUSED", "x"),
        };

        Assert.Equal(
            "mine", Tree.Render(node, ("hosts/web1.json", "{'values': {'IMAGE': 'x'}}"), ("a.json", Tree.Web("'image': '${IMAGE}'")))
            .Specs()["web"].Image);
    }

    [Fact]
    public void Parse_Directory_PutsNoValuesIn() =>
        Assert.Equal(["${HOME}"], Sample.One(Sample.Spec("'cmd': ['${HOME}']")).Spec.Cmd);

    [Theory]
    [InlineData("'image': '${IMGE}'",
        "infra:web.json:3: $.spec.image: ${IMGE} is not defined for the host \"web1\": did you mean ${IMAGE}?")]
    [InlineData("'image': 'x', 'cmd': ['a', 'b${ELSE}']",
        "infra:web.json:3: $.spec.cmd[1]: ${ELSE} is not defined for the host \"web1\": give it in \"values\" of hosts/web1.json or in "
        + "node.values of the host's configuration, or write \"$${\" for the characters themselves")]
    [InlineData("'image': 'x', 'environment': {'A B': '${IMAGE:-x}'}",
        "infra:web.json:3: $.spec.environment['A B']: \"${\" begins the name of a value, as in ${NAME}: close it with '}', or write "
        + "\"$${\" for the characters themselves",
        "infra:web.json:3: $.spec.environment['A B']: \"A B\" is no name of a variable: it must contain no '=', no blank and no control "
        + "character")]
    [InlineData("'image': 'x', 'minReadySeconds': '${PORT}'",
        "infra:web.json:3: $.spec.minReadySeconds: expected a whole number from 0 to 86400, found a string: values are strings, and can "
        + "stand in fields that take strings alone")]
    [InlineData("'image': 'x', 'privileged': '${PORT}'",
        "infra:web.json:3: $.spec.privileged: expected true or false, found a string: values are strings, and can stand in fields that "
        + "take strings alone")]
    [InlineData("'image': '${ODD}'",
        "infra:web.json:3: $.spec.image: \"a\\u0007b\" contains a control character")]
    public void Render_BadReference_IsAnErrorAtItsPlace(string spec, params string[] expected)
    {
        var messages = Tree.Render(
            ("hosts/web1.json", "{'values': {'IMAGE': 'nginx:1', 'PORT': '8080', 'ODD': 'a\\u0007b'}}"),
            ("web.json", Tree.Web(spec)),
            ("all.json", Tree.Container("all", "'image': 'x', 'cmd': ['${IMAGE}', '${PORT}'], 'environment': {'ODD': '${ODD}'}")))
            .Messages().ToList();

        Assert.Equal(expected.Length, messages.Count);
        Assert.All(expected.Zip(messages), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Render_NameOfWorkload_FollowsTheRulesAfterwards() => Assert.Equal(
        ["infra:web.json:2: $.metadata.name: \"a/b\" is no name of a container: it must begin with a letter or digit, and go on with "
            + "letters, digits, '_', '.' and '-'"],
        Tree.Render(("hosts/web1.json", "{'values': {'A': 'a/b'}}"), ("web.json", Tree.Container("${A}"))).Messages());

    [Fact]
    public void Render_ValueThatNothingUses_IsAnErrorInTheHostsFile()
    {
        var messages = Tree.Render(
            ("hosts/web1.json", "{'values': {'USED': 'u',\n 'ELSEWHERE': 'u', 'PATCH': 'u',\n 'USD': 'u',\n 'OTHER_THING': 'u'}}"),
            ("web.json", Tree.Web("'image': '${USED}'")),
            ("db.json", Tree.Container("db", "'image': '${ELSEWHERE}'", "'nodeSelector': {'role': 'db'}")),
            ("overlays/db.json", Tree.Overlay("'role': 'db'", "{'target': 'db', 'patch': {'spec': {'image': '${PATCH}'}}}"))).Messages();

        Assert.Equal(
            [
                "infra:hosts/web1.json:3: $.values.USD: no manifest has ${USD} in it: did you mean \"USED\"?",
                "infra:hosts/web1.json:4: $.values.OTHER_THING: no manifest has ${OTHER_THING} in it: remove it",
            ],
            messages);
    }

    [Theory]
    [InlineData("[]", "1: $: expected an object with labels and values, found a list")]
    [InlineData("{", "1: $: ")]
    [InlineData("{'vaules': {}}", "1: $.vaules: unknown field \"vaules\": did you mean \"values\"?")]
    [InlineData("{'values': {'A': 1}}", "1: $.values.A: expected a string, found a number: write \"1\" in double quotes")]
    [InlineData("{'values': {\n'A-B': 'x'}}",
        "2: $.values.A-B: \"A-B\" is no name of a value: write 1 to 253 letters (A to Z), digits and '_'")]
    [InlineData("{'labels': {'role': 'a b'}}", "1: $.labels.role: \"a b\" is no value of a host's label: write at most 63 letters")]
    [InlineData("{'labels': {'-x': 'a'}}", "1: $.labels.-x: \"-x\" is no label of a host: write 1 to 63 letters")]
    [InlineData("{'labels': null}", "1: $.labels: must not be null")]
    public void Render_BadHostsFile_SaysWhatIsWrongAndWhere(string json, string expected)
    {
        var tree = Tree.Render(("hosts/web1.json", json), ("web.json", Tree.Web("'image': '$A'")));

        Assert.StartsWith($"infra:hosts/web1.json:{expected}", tree.Messages().First(), StringComparison.Ordinal);
        Assert.False(tree.IsValid);
        // A file of another host is that host's.
        Assert.True(Tree.Render(("hosts/web2.json", json), ("web.json", Tree.Web())).IsValid);
    }

    [Fact]
    public void Render_FewReferencesToLongValues_AreBounded()
    {
        var references = string.Concat(Enumerable.Repeat("${A}", 20));
        var items = string.Join(',', Enumerable.Repeat($"'{references}'", 2000));
        var tree = Tree.Render(
            ("hosts/web1.json", $"{{'values': {{'A': '{new string('x', 5000)}'}}}}"),
            ("long.json", Tree.Web($"'image': 'x', 'cmd': ['{references}{references}']")),
            ("many.json", Tree.Container("many", $"'image': 'x', 'cmd': [{items}]")));

        Assert.Equal(
            "infra:long.json:3: $.spec.cmd[0]: is with its values longer than the 130000 bytes that one argument of a program can have",
            tree.Messages().First());
        Assert.EndsWith(
            "the values make more than 33554432 characters of all manifests together: use shorter ones",
            tree.Files[1].Errors[0].Message,
            StringComparison.Ordinal);
    }
}
