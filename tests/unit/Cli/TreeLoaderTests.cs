using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.Git;
using OciReconciler.UnitTests.Manifests.Trees;

namespace OciReconciler.UnitTests.Cli;

/// <summary>Working directories of repositories on the command line.</summary>
public sealed class TreeLoaderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tree-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Load_Directory_GivesWhatTheHostWouldGet()
    {
        Write("hosts/web1.json", "{'labels': {'role': 'edge'}, 'values': {'TAG': '1'}}");
        Write("apps/deep/web.json",
            Tree.Web("'image': 'nginx:${TAG}'", "'nodeSelector': {'role': 'edge', 'hostname': 'web1', 'os': 'debian'}"));
        Write("db.json", Tree.Container("db", metadata: "'nodeSelector': {'role': 'db'}"));
        Write(".git/config.json", "{");
        Write("node_modules.txt", "x");

        var loaded = new TreeLoader([_directory], new ReconcilerOptions()).Load("web1", Labels(("os", "debian")));

        Assert.Empty(loaded.Messages);
        Assert.Equal("nginx:1", Assert.Single(loaded.Workloads).Spec.Image);
        Assert.Equal(["db"], loaded.Elsewhere);
        Assert.Equal([In("apps/deep/web.json"), In("db.json")], loaded.Files.Select(file => file.File));
    }

    [Fact]
    public void Load_Errors_NameTheRealFiles()
    {
        Write("a/web.json", Tree.Web("'image': 'x', 'dependsOn': ['db']"));
        Write("overlays/o.json", Tree.Overlay("", "{'target': 'web', 'patch': {'spec': {'user': 5}}}, {'target': 'x', 'patch': {}}"));

        var messages = new TreeLoader([_directory], new ReconcilerOptions()).Load("h", Labels()).Messages.Select(error => error.ToString());

        Assert.Equal(
            [
                $"{In("overlays/o.json")}:3: $.patches[1].target: no manifest of this repository declares \"x\": give a name as "
                    + "metadata.name of a manifest has it",
                $"{In("overlays/o.json")}:3: $.patches[0].patch.spec.user: expected a string, found a number: write \"5\" in double quotes",
            ],
            messages);
    }

    [Fact]
    public void Load_Links_AreNotFollowedAndAreErrorsWhereTheControllerRefusesThem()
    {
        var outside = Directory.CreateDirectory(_directory + ".outside");
        try
        {
            File.WriteAllText(Path.Combine(outside.FullName, "secret.json"), "{");
            Write("web.json", Tree.Web());
            File.CreateSymbolicLink(In("file.json"), Path.Combine(outside.FullName, "secret.json"));
            File.CreateSymbolicLink(In("key.age"), Path.Combine(outside.FullName, "secret.json"));
            File.CreateSymbolicLink(In("README.md"), Path.Combine(outside.FullName, "secret.json"));
            Directory.CreateSymbolicLink(In("folder"), outside.FullName);
            Directory.CreateSymbolicLink(In("loop"), _directory);
            Directory.CreateSymbolicLink(In("hosts"), outside.FullName);
            Directory.CreateDirectory(In("overlays"));
            Directory.CreateSymbolicLink(In("overlays/more"), outside.FullName);

            var loaded = new TreeLoader([_directory], new ReconcilerOptions()).Load("h", Labels());

            Assert.Equal(
                [
                    $"{In("file.json")}:1: $: {RepositoryPaths.Link}", $"{In("folder")}:1: $: warning: {RepositoryPaths.Link}",
                    $"{In("hosts")}:1: $: {RepositoryPaths.Link}", $"{In("key.age")}:1: $: {RepositoryPaths.Link}",
                    $"{In("loop")}:1: $: warning: {RepositoryPaths.Link}", $"{In("overlays/more")}:1: $: {RepositoryPaths.Link}",
                ],
                loaded.Messages.Select(message => message.ToString()));
            Assert.Single(loaded.Workloads);
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("apps", false)]
    [InlineData("overlays/apps", true)]
    public void Load_ARepositoryWithinIt_IsNotReadAndSaid(string place, bool isError)
    {
        Write("web.json", Tree.Web());
        Write($"{place}/db.json", "{");
        Write($"{place}/.git", "gitdir: ../.git/modules/apps");
        Write(".git/HEAD", "");

        var loaded = new TreeLoader([_directory], new ReconcilerOptions()).Load("h", Labels());

        var message = Assert.Single(loaded.Messages);
        Assert.Equal((In(place), !isError), (message.File, message.IsWarning));
        Assert.StartsWith("is a repository of its own", message.Message, StringComparison.Ordinal);
        Assert.Single(loaded.Workloads);
    }

    [Fact]
    public void Load_FilesThatAreNotHandedOver_AreNotRead()
    {
        Write("web.json", Tree.Web());
        using (var large = File.Create(In("build.bin")))
            large.SetLength(RepositoryPaths.MostBytes * 20);
        for (var number = 0; number <= new GitSourceOptions().MaxFiles; number++)
            File.Create(In($"{number}.txt")).Dispose();

        Assert.Empty(new TreeLoader([_directory], new ReconcilerOptions()).Load("h", Labels()).Messages);
    }

    [Fact]
    public void Load_MoreBytesOrFilesThanASourceMayHave_IsSaid()
    {
        Write("web.json", Tree.Web());
        Write("db.json", Tree.Container("db"));
        var source = new SourceOptions { Git = new GitSourceOptions { MaxFiles = 1 } };
        var options = new ReconcilerOptions { Sources = [source] };
        var warning = Assert.Single(new TreeLoader([_directory], options).Load("h", Labels()).Messages);
        Assert.True(warning.IsWarning);

        for (var number = 0; number * (long)ManifestParser.MaxFileBytes <= RepositoryPaths.MostBytes; number++)
        {
            using var file = File.Create(In($"{number}.age"));
            file.SetLength(ManifestParser.MaxFileBytes);
        }

        var failure = Assert.Throws<CommandFailure>(() => new TreeLoader([_directory], new ReconcilerOptions()));
        Assert.Contains($"more than the {RepositoryPaths.MostBytes} bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ADependencyOfAnotherSource_IsAWarning()
    {
        Write("web.json", Tree.Web("'image': 'x', 'dependsOn': ['db']"));

        Assert.True(Assert.Single(new TreeLoader([_directory], new ReconcilerOptions()).Load("h", Labels()).Messages).IsWarning);
    }

    [Fact]
    public void Load_NoDirectory_IsRefused()
    {
        Write("web.json", Tree.Web());

        var failure = Assert.Throws<CommandFailure>(() => new TreeLoader([In("web.json")], new ReconcilerOptions()));

        Assert.Equal(2, failure.ExitCode);
    }

    [Fact]
    public void Together_MessagesOfSeveralHosts_AreSaidOnce()
    {
        foreach (var host in new[] { "a", "b", "c", "d", "e" })
            Write($"hosts/{host}.json", host == "a" ? "{'values': {'TAG': '1'}}" : "{}");
        Write("web.json", Tree.Web("'image': 'nginx:${TAG}'"));
        Write("bad.json", Tree.Container("bad", "'image': 5"));
        Write("b.json", Tree.Container("only-b", "'image': 6", "'nodeSelector': {'hostname': 'b'}"));
        var trees = new TreeLoader([_directory], new ReconcilerOptions());

        var messages = TreeLoader.Together([.. trees.Hosts.Select(host => (host, trees.Load(host, Labels()).Messages))])
            .Select(message => message.ToString()).ToList();

        Assert.Equal(6, messages.Count);
        Assert.Contains(
            $"{In("bad.json")}:3: $.spec.image: expected a string, found a number: write \"5\" in double quotes", messages);
        Assert.Contains(
            $"{In("b.json")}:3: $.spec.image: expected a string, found a number: write \"6\" in double quotes (for b)", messages);
        Assert.Equal(4, messages.Count(message => message.Contains("${TAG} is not defined for the host", StringComparison.Ordinal)));
    }

    [Fact]
    public void Unchecked_WhatNoHostTakes_IsAWarningThatNamesLabelsOfNoHost()
    {
        Write("hosts/a.json", "{'labels': {'role': 'edge'}}");
        Write("hosts/b.json", "{'labels': {'site': 'fra'}}");
        Write("web.json", Tree.Web(metadata: "'nodeSelector': {'role': 'edge'}"));
        Write("db.json", Tree.Container("db-${X}", "'image': 5", "'nodeSelector': {'role': 'db', 'os': 'debian'}"));
        var item = Tree.Container("x", metadata: "'nodeSelector': {'hostname': 'c'}");
        Write("list.json", $"{{'apiVersion': 'oci-reconciler/v1', 'kind': 'List', 'items': [\n{item}]}}");
        Write("overlays/o.json", Tree.Overlay("'arch': 'arm64'", "{'target': 'web', 'patch': {'spec': {'user': 5}}}"));
        var trees = new TreeLoader([_directory], new ReconcilerOptions());
        var left = new UncheckedDocuments();
        foreach (var host in trees.Hosts)
            left.Add(trees.Load(host, Labels()).Unselected);

        Assert.Equal(
            [
                $"{In("db.json")}:1: $: warning: is for no host that is checked, and nobody has looked into it: its nodeSelector is "
                    + "os=debian,role=db, and os of no host is known here. Give it by --label, or in labels of hosts/NAME.json",
                $"{In("list.json")}:2: $.items[0]: warning: is for no host that is checked, and nobody has looked into it: "
                    + "its nodeSelector is hostname=c. Correct it, or add a file of such a host to hosts/",
                $"{In("overlays/o.json")}:1: $: warning: is for no host that is checked, and nobody has looked into it: its "
                    + "nodeSelector is arch=arm64, and arch of no host is known here. Give it by --label, or in labels of hosts/NAME.json",
            ],
            left.Warnings().Select(warning => warning.ToString()));
    }

    [Fact]
    public void Undecided_OneHostWithoutLabels_NamesTheOptionsThatAreNeeded()
    {
        Write("hosts/web1.json", "{'labels': {'role': 'edge'}}");
        Write("a.json", Tree.Container("a", "'image': 5", "'nodeSelector': {'role': 'edge', 'os': 'debian'}"));
        Write("b.json", Tree.Container("b", "'image': 5", "'nodeSelector': {'role': 'db', 'os': 'debian'}"));
        Write("web.json", Tree.Web());
        Write("overlays/o.json", Tree.Overlay("'arch': 'arm64', 'os': 'debian'", "{'target': 'web', 'patch': {'spec': {'user': 5}}}"));

        var unselected = new TreeLoader([_directory], new ReconcilerOptions()).Load("web1", Labels()).Unselected;

        Assert.Equal(
            [
                $"{In("a.json")}:1: $: warning: is left out for web1, and nobody has looked into it: os is not known here: "
                    + "--label os=debian",
                $"{In("overlays/o.json")}:1: $: warning: is left out for web1, and nobody has looked into it: arch, os are not known "
                    + "here: --label arch=arm64 --label os=debian",
            ],
            UncheckedDocuments.Undecided("web1", unselected).Select(warning => warning.ToString()));
    }

    [Theory]
    [InlineData("{'labels': {'role': 'edge'}")]
    [InlineData("{'labels': {'role': 5}}")]
    [InlineData("{'lables': {'role': 'edge'}}")]
    public void Unselected_LabelsOfTheHostCannotBeRead_IsNothing(string host)
    {
        Write("hosts/web1.json", host);
        Write("web.json", Tree.Web());
        Write("db.json", Tree.Container("db", metadata: "'nodeSelector': {'role': 'edge'}"));
        Write("overlays/o.json", Tree.Overlay("'role': 'edge'", "{'target': 'web', 'patch': {'spec': {'user': 'x'}}}"));

        var loaded = new TreeLoader([_directory], new ReconcilerOptions()).Load("web1", Labels());

        Assert.True(loaded.HasErrors);
        Assert.Empty(loaded.Unselected);
    }

    [Fact]
    public async Task Validate_NoManifest_IsWrong()
    {
        Write("apps/web.json", Tree.Web());
        Assert.Equal(1, await ValidateAsync(HostArguments.None));
        Assert.Equal(0, await ValidateAsync(HostArguments.None with { AllHosts = true }));
        Assert.Equal(0, await ValidateAsync(HostArguments.None with { Host = "web1" }));

        Write("web.json", Tree.Web());
        Assert.Equal(0, await ValidateAsync(HostArguments.None));

        Directory.Delete(In("apps"), recursive: true);
        File.Delete(In("web.json"));
        Write("hosts/web1.json", "{}");
        Assert.Equal(1, await ValidateAsync(HostArguments.None with { AllHosts = true }));

        Task<int> ValidateAsync(HostArguments hosts) =>
            ValidateCommand.RunAsync([_directory], null, hosts, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("hosts/web1.json", "hosts/")]
    [InlineData("overlays/o.json", "overlays/")]
    [InlineData(".git/HEAD", ".git")]
    [InlineData(".git", ".git")]
    [InlineData("apps/web.json", null)]
    public void RepositoryWarning_OfADirectory_SaysHowItIsChecked(string file, string? found)
    {
        Write(file, "{}");

        Assert.Equal(
            found is null ? null
                : $"{_directory}:1: $: warning: has {found} in it: a repository is checked with --all-hosts or --host NAME",
            ValidateCommand.RepositoryWarning(_directory)?.ToString());
    }

    [Theory]
    [InlineData("'image': 'nginx'", 0)]
    [InlineData("'image': 'nginx:${TAG}'", 1)]
    [InlineData("'image': 5", 1)]
    public async Task Validate_AllHostsOfARepositoryWithoutHosts_ChecksItOnce(string spec, int code)
    {
        Write("web.json", Tree.Web(spec));

        Assert.Equal(code, await ValidateCommand.RunAsync(
            [_directory], null, HostArguments.None with { AllHosts = true }, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("validate . --host web1 --label os=debian --label a/b=", null)]
    [InlineData("validate . --all-hosts", null)]
    [InlineData("render . --host web1", null)]
    [InlineData("render . --host ../x", "../x is no name of a host: write 1 to 253 letters")]
    [InlineData("validate . --label os=debian", "--label goes with --host or --all-hosts; ")]
    [InlineData("render . --label os=debian", "--label goes with --host; ")]
    [InlineData("validate . --host a --all-hosts", "Either --host or --all-hosts can be given.")]
    [InlineData("validate . --host a --label os", "os is no label: write KEY=VALUE.")]
    [InlineData("validate . --host a --label o!=b", "o!=b is no label of a host: ")]
    public void Parse_Hosts_AreChecked(string arguments, string? problem)
    {
        var errors = CommandLine.Root().Parse(arguments.Split(' ')).Errors;

        if (problem is null)
            Assert.Empty(errors);
        else
            Assert.StartsWith(problem, Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    private static ImmutableSortedDictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        Tree.Node("", labels).Labels;

    private string In(string file) => Path.Combine(_directory, file);

    private void Write(string file, string json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
        File.WriteAllBytes(In(file), Tree.Utf8(json));
    }
}
