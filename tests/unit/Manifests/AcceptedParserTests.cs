namespace OciReconciler.UnitTests.Manifests;

/// <summary>Versions that were accepted once, by an earlier or a later controller.</summary>
public sealed class AcceptedParserTests
{
    // Each was accepted before there was a rule against it.
    [Theory]
    [InlineData("'extraOptions': ['--rm=false']")]
    [InlineData("'extraOptions': ['--name=web']")]
    [InlineData("'extraOptions': ['--name', 'web']")]
    [InlineData("'extraOptions': ['--cidfile=/x']")]
    [InlineData("'extraOptions': ['-tl', 'oci-reconciler.workload=other']")]
    [InlineData("'extraOptions': ['--label-file=/x', '--rmi', '--restart=always', '--replace=false', '-d=false', '--sdnotify=ignore']")]
    [InlineData("'extraOptions': ['other-image']")]
    [InlineData("'extraOptions': ['--help']")]
    [InlineData("'preRunExtraOptions': ['--version']")]
    [InlineData("'backend': 'docker', 'extraOptions': ['-d', '--name=web']")]
    [InlineData("'serviceName': 'oci-reconciler-podman-1000'")]
    [InlineData("'serviceName': 'oci-str-image'")]
    [InlineData("'volumes': ['/a:/b:/c']")]
    [InlineData("'volumes': ['/a:/b:ro+z']")]
    [InlineData("'healthCheck': {'test': ['CMD', '']}")]
    [InlineData("'healthCheck': {'test': ['CMD-SHELL', ' ']}")]
    [InlineData("'healthCheck': {'test': ['CMD', 'a b']}")]
    [InlineData("'healthCheck': {'test': ['CMD', 'true']}, 'extraOptions': ['-t', '--healthcheck-command', 'x']")]
    [InlineData("'healthCheck': {'test': ['CMD', 'true'], 'interval': '1ms'}")]
    [InlineData("'ports': ['70000:80']")]
    [InlineData("'labels': {'oci-reconciler.workload': 'other'}")]
    [InlineData("'hostname': 'a b', 'user': 'a:b:c', 'workdir': 'x', 'devices': ['x'], 'networks': [''], 'environmentFiles': ['x']")]
    [InlineData("'capabilities': {'NET ADMIN': true}, 'environment': {'A B': 'x'}, 'logDriver': '-x', 'entrypoint': 'a\\u0007'")]
    public void Parse_WhatARuleForbidsByNow_IsTakenWhole(string fields)
    {
        var read = Read(Sample.Spec(fields));

        Assert.Null(read.Damage);
        Assert.Null(read.Unknown);
        Assert.Null(read.Harm);
        // Whole: written anew it is the same document again.
        var written = ManifestWriter.Write(read.Workload!.Spec);
        var again = AcceptedParser.Parse("f", written, Backend.Podman);
        Assert.Equal(written, ManifestWriter.Write(again.Workload!.Spec));
        foreach (var word in Words(fields))
            Assert.Contains(word, Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.False(Sample.Parse(Sample.Spec(fields)).IsValid);
    }

    [Theory]
    [InlineData("'extraOptions': ['--name=foreign']", "\"--name=foreign\": ")]
    [InlineData("'extraOptions': ['-t', '--name', 'foreign']", "\"--name\": ")]
    [InlineData("'extraOptions': ['--name=']", "\"--name=\": ")]
    [InlineData("'backend': 'docker', 'extraOptions': ['--name=web', '--name=foreign']", "\"--name=foreign\": ")]
    [InlineData("'preRunExtraOptions': ['kill', '--all']", "\"kill\" would be done")]
    [InlineData("'preRunExtraOptions': ['--log-level=debug', 'container', 'rm', '-fa']", "\"container\" would be done")]
    public void Parse_WhatActsOnOthers_IsHarm(string fields, string message)
    {
        var read = Read(Sample.Spec(fields));

        Assert.Null(read.Unknown);
        Assert.NotNull(read.Workload);
        Assert.StartsWith(message, read.Harm!.Message, StringComparison.Ordinal);
    }

    // Of a controller that knows more.
    [Theory]
    [InlineData("'memory': '64m'", "unknown field \"memory\"")]
    [InlineData("'podman': {'pod': 'x'}", "unknown field \"pod\"")]
    [InlineData("'pull': 'weekly'", "\"weekly\" is none of")]
    [InlineData("'backend': 'nerdctl'", "\"nerdctl\" is none of")]
    [InlineData("'ports': [{'host': 1}]", "expected a string, found an object")]
    [InlineData("'minReadySeconds': '5s'", "expected a whole number")]
    [InlineData("'dependsOn': ['a b']", "\"a b\" is no name")]
    public void Parse_WhatIsNotKnown_IsReportedAndTheRestRead(string fields, string message)
    {
        var read = Read(Sample.Spec("'cmd': ['x'], " + fields));

        Assert.Null(read.Damage);
        Assert.StartsWith(message, read.Unknown!.Message, StringComparison.Ordinal);
        Assert.Equal(["x"], read.Workload!.Spec.Cmd);
    }

    [Theory]
    [InlineData("{'apiVersion': 'oci-reconciler/v2', 'kind': 'Container', 'metadata': {'name': 'web'}, 'spec': {'containers': []}}")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Job', 'metadata': {'name': 'web'}, 'spec': {}}")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'List', 'metadata': {'name': 'web'}, 'spec': {}, 'items': []}")]
    public void Parse_AnotherFormat_IsNoDamage(string document)
    {
        var read = Read(document.Replace('\'', '"'));

        Assert.Null(read.Damage);
        Assert.Null(read.Workload);
        Assert.NotNull(read.Unknown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{'apiVersion': 'elsewhere', 'kind': 'Container', 'metadata': {'name': 'web'}, 'spec': {}}")]
    [InlineData("{'apiVersion': 'oci-reconciler/v', 'kind': 'Container', 'metadata': {'name': 'web'}, 'spec': {}}")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': '', 'metadata': {'name': 'web'}, 'spec': {}}")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Container', 'metadata': {'name': '../web'}, 'spec': {}}")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Container', 'metadata': {}, 'spec': {}}")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Container', 'metadata': {'name': 'web'}}")]
    [InlineData("{'apiVersion': 'oci-reconciler/v1', 'kind': 'Container', 'metadata': {'name': 'web'}, 'spec': null}")]
    [InlineData(
        "{'apiVersion': 'oci-reconciler/v1', 'kind': 'Container', 'metadata': {'name': 'web'}, 'spec': {'image': 'x', 'cmd': null}}")]
    [InlineData(
        "{'apiVersion': 'oci-reconciler/v1', 'kind': 'Container', 'metadata': {'name': 'web'}, 'spec': {'image': 'x', 'cmd': [null]}}")]
    public void Parse_WhatNoControllerWrites_IsDamage(string document)
    {
        var read = Read(document.Replace('\'', '"'));

        Assert.NotNull(read.Damage);
        Assert.Null(read.Workload);
    }

    [Fact]
    public void Parse_ValidDocument_IsAsTheManifestParserReadsIt()
    {
        var read = Read(Sample.Full);
        var written = ManifestWriter.Write(read.Workload!.Spec, read.Workload.MetadataLabels);

        var valid = Sample.Parse(Sample.Full).Workloads.Single();
        Assert.Equal(ManifestWriter.Write(valid.Spec, valid.MetadataLabels), written);
        Assert.Equal((null, null, null), (read.Damage, read.Unknown, read.Harm));
    }

    private static AcceptedRevision Read(string document) =>
        AcceptedParser.Parse("web.json", Encoding.UTF8.GetBytes(document), Backend.Podman);

    // Values of the fields that are words of their own in JSON.
    private static IEnumerable<string> Words(string fields) =>
        fields.Split('\'').Where(part => part.StartsWith('-') || part.StartsWith('/'));
}
