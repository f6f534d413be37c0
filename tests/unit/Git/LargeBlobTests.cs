using OciReconciler.Configuration;

namespace OciReconciler.UnitTests.Git;

/// <summary>What it allocates is counted for the whole process: nothing else runs meanwhile.</summary>
[Collection(nameof(WholeProcess))]
public sealed class LargeBlobTests : IDisposable
{
    private readonly TestRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Blob_OfAGigabyte_IsNeverHeldAndRefusesOnlyWhereItIsWanted()
    {
        var zeros = Path.Combine(_repository.Home, "zeros");
        await using (var file = File.Create(zeros))
            file.SetLength(1L << 30);
        var large = _repository.Git("-c", "core.bigFileThreshold=1m", "-c", "core.compression=1", "hash-object", "-w", zeros);
        var small = _repository.Blob("{}"u8.ToArray());
        var tree = _repository.RawTree(("100644", "small.json", small));
        _repository.CommitTree(
            ($"040000 tree {tree}", "apps"u8.ToArray()), ($"100644 blob {large}", "large.json"u8.ToArray()));
        var before = GC.GetTotalAllocatedBytes();
        await using (var aside = Harness(path: "apps"))
            Assert.Equal("small.json", Assert.Single((await aside.FetchAsync()).Files).Path);
        await using var harness = Harness();
        Assert.Contains("large.json", (await harness.RefusedAsync(Reasons.GitTooLarge)).Message, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 512L << 20);
        // What was fetched is kept: else each look at the commit would fetch all of it again.
        Assert.True(Directory.Exists(harness.Paths.Repository));
    }

    private WorkerHarness Harness(string path = "") =>
        new(new GitSourceOptions { Url = _repository.Url, Ref = "main", Path = path });
}
