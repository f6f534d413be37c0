namespace OciReconciler.UnitTests.Desired;

public sealed class GenerationsTests
{
    [Fact]
    public void Of_DocumentsOfAWorkload_CountsEachOther()
    {
        var (generations, web) = (new Generations(), new WorkloadKey("web"));
        Assert.Equal([1L, 1, 2, 3], new[] { "a", "a", "b", "a" }.Select(document => generations.Of(web, document)));
        Assert.Equal(1, generations.Of(new WorkloadKey("db"), "a"));
        generations.Forget(web);
        Assert.Equal(1, generations.Of(web, "c"));
    }
}
