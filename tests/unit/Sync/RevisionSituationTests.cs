using OciReconciler.Sync;

namespace OciReconciler.UnitTests.Sync;

/// <summary>The words for revisions.</summary>
public sealed class RevisionSituationTests
{
    [Fact]
    public void InForce_ASubjectWithQuotes_IsQuotedAsAWhole()
    {
        var accepted = new RevisionRecord
        {
            Commit = new string('a', 40), Author = "Ada", Subject = "Revert \"No such image\"",
            Time = default, At = default, Url = "", Ref = "", Path = "",
        };
        var situation = RevisionSituation.InForce("fleet", new SourceRecord { Accepted = accepted }, leftOut: "");
        Assert.Equal("fleet@aaaaaaaaaaaa (\"Revert \\\"No such image\\\"\", Ada) is in force.", situation?.Message);
    }
}
