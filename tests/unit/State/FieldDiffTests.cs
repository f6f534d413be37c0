using OciReconciler.UnitTests.Secrets;

namespace OciReconciler.UnitTests.State;

public sealed class FieldDiffTests : IDisposable
{
    private const string Before = """{"spec": {"image": "a:1", "environment": {"A": "1", "B": "2"}, "ports": [ "80:80" ]}}""";
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("""{"spec":{"ports":["80:80"],"environment":{"B":"2","A":"1"},"image":"a:1"}}""", "")]
    [InlineData("""{"spec":{"image":"a:2","environment":{"A":"1","B":"2"},"ports":["80:80"]}}""", "spec.image: \"a:1\" -> \"a:2\"")]
    [InlineData("""{"spec":{"image":"a:1","environment":{"A":"3","C":"é"},"ports":["80:80"]}}""",
        "spec.environment.A: \"1\" -> \"3\"; spec.environment.B: \"2\" -> (none); spec.environment.C: (none) -> \"é\"")]
    [InlineData("""{"spec":{"image":"a:1","environment":{"A":"1","B":"2"}}}""", "spec.ports: [\"80:80\"] -> (none)")]
    public void FieldDiff_TwoManifests_NamesEachField(string after, string changes) =>
        Assert.Equal(changes, string.Join("; ", FieldDiff.Between(Before, after)));

    [Fact]
    public void FieldDiff_Secrets_AreToldByNameAndDigest()
    {
        static string Of(params Secret[] secrets) =>
            Encoding.UTF8.GetString(ManifestWriter.Write(new() { Key = new("web"), Image = "a", Secrets = [.. secrets] }));

        var (one, two) = (SampleSecret.File(number: 1), SampleSecret.File(number: 2));
        Assert.Equal(
            [
                $"spec.secrets.db.age: \"ciphertext {one.Ciphertext.Digest}\" -> \"ciphertext {two.Ciphertext.Digest}\"",
                $"spec.secrets.env: (none) -> {{\"name\":\"env\",\"age\":\"ciphertext {two.Ciphertext.Digest}\",\"environment\":true}}",
            ],
            FieldDiff.Between(Of(one), Of(two, SampleSecret.Environment())).Select(change => change.ToString()));
        Assert.StartsWith("spec.secrets.db: {", Assert.Single(FieldDiff.Between(Of(one), Of())).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void LastAppliedSpecs_RecordOfAnotherDefinition_IsNotUsed()
    {
        var published = new PublishedFiles(NullLogger<PublishedFiles>.Instance);
        var applied = new LastAppliedSpecs(Path.Combine(_directory, "applied"), StateFiles.ReadOnly, published);
        var web = new WorkloadKey("web");
        const string After = """{"spec":{"image":"a:2"}}""";
        Assert.Empty(applied.ChangesSince(web, "d1", After));
        applied.Save(web, "d1", Before);
        Assert.NotEmpty(applied.ChangesSince(web, "d1", After));
        Assert.Empty(applied.ChangesSince(web, "d2", After));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, "applied", "web.json")));
        applied.Forget(web);
        Assert.Empty(applied.ChangesSince(web, "d1", After));
    }
}
