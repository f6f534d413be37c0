using OciReconciler.Observing;
using OciReconciler.UnitTests.Images;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Observing;

public sealed class MissingHostObjectsTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly FakeEngine _podman = new();
    private readonly WorkloadSpec _spec;

    public MissingHostObjectsTests() => _spec = new()
    {
        Key = new("web"),
        Image = "web",
        Networks = ["front"],
        Volumes = [$"{_temporary["www"]}:/www", $"{_temporary["file"]}/below:/below"],
        Devices = ["/dev/nosuch", "/dev/null"],
        EnvironmentFiles = [_temporary["web.env"]],
    };

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Find_NothingIsThere_NamesEachWithWhatToDo()
    {
        _temporary.Write("file", "");
        Assert.Equal(
            [
                $"{_temporary["web.env"]} is not there: create it, or correct its path",
                $"{_temporary["www"]}, which is to be mounted, is not there: create it, or correct its path",
                $"{_temporary["file"]}/below, which is to be mounted, is not there: create it, or correct its path",
                "the device /dev/nosuch is not there: connect it or load its driver, or correct its path",
                "podman has no network front: create it, or correct its name",
            ],
            await FindAsync());
    }

    [Fact]
    public async Task Find_AllIsThere_IsNothing()
    {
        _temporary.Make("www");
        _temporary.Make("file/below");
        _temporary.Write("web.env", "");
        _podman.Networks.Add("front");
        Assert.Equal(["the device /dev/nosuch is not there: connect it or load its driver, or correct its path"], await FindAsync());
    }

    // A link whose target is gone is nothing that can be mounted.
    [Fact]
    public async Task Find_DanglingLink_IsMissing()
    {
        File.CreateSymbolicLink(_temporary["www"], _temporary["gone"]);
        Assert.Contains($"{_temporary["www"]}, which is to be mounted, is not there: create it, or correct its path", await FindAsync());
    }

    private async Task<IEnumerable<string>> FindAsync()
    {
        using var engines = new EngineRegistry(_podman);
        var missing = await new MissingHostObjects(engines).FindAsync(_spec, TestContext.Current.CancellationToken);
        return [.. missing.Select(need => need.MessageOf(_spec))];
    }
}
