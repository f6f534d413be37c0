using OciReconciler.Configuration;
using OciReconciler.Hosting;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Desired;

/// <summary>Files that another version of the controller wrote: none of them is damaged, and none of what they tell is lost.</summary>
public sealed class OtherVersionTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private readonly TemporaryDirectory _state = new();
    private readonly ManifestFunctions _rules = Composition.Rules(new ReconcilerOptions());

    public void Dispose() => _state.Dispose();

    // As the controller of before these rules wrote it.
    [Theory]
    [InlineData("\"extraOptions\": [\"--rm=false\"]", null, true)]
    [InlineData("\"extraOptions\": [\"--name=foreign\"]", Reasons.VersionForbidden, false)]
    [InlineData("\"serviceName\": \"oci-reconciler-x\"", null, true)]
    [InlineData("\"volumes\": [\"/a:/b:/c\"]", null, true)]
    [InlineData("\"memory\": \"64m\"", Reasons.VersionNotUnderstood, true)]
    public void LastValid_OfAnotherVersion_IsKnownAndItsFileStays(string field, string? reason, bool mayStart)
    {
        var content = LastValid(field);
        Write("desired", content);
        var state = new StateFiles(null);

        var store = Load(state);

        var version = store.Revisions[Web];
        Assert.Equal((reason, mayStart), (version.Revision.Refusal?.Why.Reason, version.Revision.Refusal?.MayStart ?? true));
        Assert.Equal("/etc/oci-reconciler/manifests/web.json", version.File);
        Assert.Empty(store.Problems);
        Assert.Equal(content, File.ReadAllText(_state["desired/web.json"]));
        Assert.Equal(version.Revision.Document, Load(state).Revisions[Web].Revision.Document);
    }

    [Fact]
    public void LastValid_OfAnotherFormat_IsReportedAndLeftAsItIs()
    {
        var content = LastValid("\"image2\": 1").Replace("oci-reconciler/v1", "oci-reconciler/v2", StringComparison.Ordinal);
        Write("desired", content);

        var store = Load(new StateFiles(null));

        Assert.Empty(store.Revisions);
        Assert.Contains("written by another version of the controller", store.Problems.Single(), StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_state["desired/web.json"]));
    }

    // A manifest did not come up, and the good version runs in its place.
    [Theory]
    [InlineData("\"extraOptions\": [\"--rm=false\"]", null)]
    [InlineData("\"extraOptions\": [\"--name=foreign\"]", Reasons.VersionForbidden)]
    [InlineData("\"memory\": \"64m\"", Reasons.VersionNotUnderstood)]
    public void Record_GoodVersionOfAnotherVersion_IsStillInForce(string field, string? reason)
    {
        var good = Document(field).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        Write("workloads", $$"""
            {
              "good": { "definitionHash": "0123456789abcdef", "inputsHash": "0123456789abcdef", "imageId": "sha256:1",
                "document": "{{good}}" },
              "bad": { "manifestDigest": "fedcba9876543210", "reason": "Unhealthy", "message": "Its health check failed.",
                "at": "2026-01-01T00:00:00+00:00", "of": "a later controller" },
              "later": {}
            }
            """);
        var records = new RolloutRecords(_state["workloads"], _rules, new StateFiles(null), NullLogger<RolloutRecords>.Instance);
        records.Load(readOnly: false);

        var rollback = records.Rollbacks[Web];
        Assert.Equal("fedcba9876543210", rollback.ManifestDigest);
        Assert.Equal(reason, rollback.Stable.Refusal?.Why.Reason);
        Assert.False(File.Exists(_state["workloads/web.json.damaged"]));
    }

    private static string Document(string field) => $$"""
        {
          "apiVersion": "oci-reconciler/v1",
          "kind": "Container",
          "metadata": {
            "name": "web"
          },
          "spec": {
            "image": "nginx",
            "backend": "podman",
            {{field}}
          }
        }

        """;

    private static string LastValid(string field) =>
        "{\n  \"source\": \"/etc/oci-reconciler/manifests\",\n  \"file\": \"/etc/oci-reconciler/manifests/web.json\",\n  \"manifest\": "
        + Document(field) + "\n}";

    private void Write(string directory, string content)
    {
        _state.Make(directory);
        _state.Write($"{directory}/web.json", content);
    }

    private LastValidRevisions Load(StateFiles state)
    {
        var store = new LastValidRevisions(_state["desired"], _rules, state);
        store.Load();
        return store;
    }
}
