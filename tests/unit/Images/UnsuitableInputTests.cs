using OciReconciler.Images;
using OciReconciler.UnitTests.Files;

namespace OciReconciler.UnitTests.Images;

/// <summary>Files that a manifest names and that are none: nothing hangs, nothing is read without end, and the rest goes on.</summary>
public sealed class UnsuitableInputTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly PrepareFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var name in new[] { "passwordFile", "environmentFiles", "imageFile", "imageStream" })
            {
                cases.Add(name, "fifo", "is a FIFO, not a regular file");
                cases.Add(name, "socket", "is a socket, not a regular file");
                cases.Add(name, "/dev/zero", "is a device, not a regular file");
                cases.Add(name, "directory", "is a directory, not a regular file");
                cases.Add(name, "nothing", "does not exist");
            }

            cases.Add("passwordFile", "large", "has more than the 65536 bytes that are read of it");
            cases.Add("environmentFiles", "large", "has more than the 10485760 bytes that are read of it");
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prepare_FieldLeadsToNoFile_SaysSoAtOnce(string field, string what, string problem)
    {
        var path = Make(what);
        var spec = _fixture.Spec;
        spec = field switch
        {
            "passwordFile" => spec with { Login = new RegistryLogin("registry.test", "alice", path) },
            "environmentFiles" => spec with { EnvironmentFiles = [path] },
            "imageFile" => spec with { ImageFile = path },
            _ => spec with { ImageStream = path },
        };
        var failure = await Assert.ThrowsAsync<ImagePrepareException>(
            () => PrepareAsync(spec).WaitAsync(Limit, TestContext.Current.CancellationToken));
        var said = field == "passwordFile" && what != "nothing" ? $"cannot be read: it {problem}" : problem;
        Assert.Contains($"{path} {said}", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task Prepare_OneLoginHangsAtNothing_AnotherGoesOn()
    {
        var hanging = _fixture.Spec with { Login = new RegistryLogin("registry.test", "alice", Make("fifo")) };
        var pulls = Enumerable.Range(0, 8).Select(_ => Assert.ThrowsAsync<ImagePrepareException>(() => PrepareAsync(hanging)));
        await Task.WhenAll(pulls).WaitAsync(Limit, TestContext.Current.CancellationToken);
        _fixture.Login();
        Assert.Equal("sha256:remote", (await _fixture.PrepareAsync()).Id);
    }

    private async Task PrepareAsync(WorkloadSpec spec)
    {
        await new FileDigests(_fixture.Time).OfAsync(spec, TestContext.Current.CancellationToken);
        await _fixture.Preparer.PrepareAsync(spec, PrepareReason.Define, null, _fixture, TestContext.Current.CancellationToken);
    }

    private string Make(string what)
    {
        var path = Path.Combine(_fixture.Directory, "it");
        switch (what)
        {
            case "fifo":
                return Native.Fifo(path);
            case "socket":
                return Native.Socket(path);
            case "directory":
                return Directory.CreateDirectory(path).FullName;
            case "large":
                using (var file = File.Create(path))
                    file.SetLength(1L << 40);
                return path;
            default:
                return what[0] == '/' ? what : path;
        }
    }
}
