using OciReconciler.Configuration;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Git;

/// <summary>systemd copies credentials when a worker starts: files that are others by now take another worker.</summary>
public sealed class CredentialChangeTests : IDisposable
{
    private readonly TestRepository _repository = new();
    private readonly TemporaryDirectory _files = new();

    public void Dispose()
    {
        _repository.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("untouched", 1)]
    [InlineData("written", 2)]
    [InlineData("replaced", 2)]
    [InlineData("removed", 2)]
    public async Task Fetch_AfterACredentialFileWasTouched_HasANewWorker(string how, int workers)
    {
        _repository.CommitAll();
        _files.Write("password", "before");
        await using var harness = new WorkerHarness(new GitSourceOptions
        {
            Url = _repository.Url,
            Ref = "main",
            Credentials = new GitCredentialOptions { PasswordFile = _files["password"] },
        });
        await harness.FetchAsync();
        Touch(how);
        await harness.FetchAsync();
        await harness.FetchAsync();
        Assert.Equal(workers, harness.Starts);
    }

    private void Touch(string how)
    {
        switch (how)
        {
            case "written":
                _files.Write("password", "after, and longer");
                break;
            case "replaced":
                _files.Write("new", "before");
                File.Move(_files["new"], _files["password"], overwrite: true);
                break;
            case "removed":
                File.Delete(_files["password"]);
                break;
            default:
                break;
        }
    }
}
