using System.Diagnostics;
using System.Threading.Channels;

namespace OciReconciler.UnitTests.Sources;

/// <summary>Real inotify, real time: each test awaits what must come, and the periodic scan is too far away to help.</summary>
public sealed class ManifestDirectorySourceTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly ScanOptions WatchOnly = new()
    {
        Period = TimeSpan.FromHours(1),
        Quiet = TimeSpan.FromMilliseconds(20),
        GoneAfter = TimeSpan.FromMilliseconds(50),
    };

    private readonly TemporaryDirectory _temporary = new();
    private readonly Channel<SourceSnapshot> _reported = Channel.CreateUnbounded<SourceSnapshot>();
    private readonly CancellationTokenSource _end = new();
    private readonly string _directory;
    private Task _running = Task.CompletedTask;

    public ManifestDirectorySourceTests() => _directory = _temporary.Make("manifests");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.WaitAsync(Deadline);
        _end.Dispose();
        _temporary.Dispose();
    }

    private void Start(string? directory = null, ScanOptions? options = null, TimeProvider? time = null)
    {
        var source = new ManifestDirectorySource(
            directory ?? _directory, TinyManifests.Parse, options ?? WatchOnly, time ?? TimeProvider.System,
            new SourceHistory(Path.Combine(_temporary.Make("state"), "filesystems.json"), _ => [], StateFiles.ReadOnly));
        _running = Task.Run(
            () => source.RunAsync((snapshot, cancellation) => _reported.Writer.WriteAsync(snapshot, cancellation), _end.Token));
    }

    private async Task<SourceSnapshot> Until(Func<SourceSnapshot, bool> condition)
    {
        using var late = new CancellationTokenSource(Deadline);
        while (true)
        {
            var snapshot = await _reported.Reader.ReadAsync(late.Token);
            if (condition(snapshot))
                return snapshot;
        }
    }

    private Task<SourceSnapshot> UntilImage(string image) =>
        Until(
            snapshot => snapshot.Files.Any(file => file.IsValid
                && file.Manifest.Workloads.Any(workload => string.Equals(workload.Spec.Image, image, StringComparison.Ordinal))));

    private async Task Shell(string script, string? directory = null)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-ec", script]) { WorkingDirectory = directory ?? _directory })!;
        await process.WaitForExitAsync().WaitAsync(Deadline);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Run_AtStart_ReportsTheFirstListing()
    {
        Start();
        var first = await Until(_ => true);
        Assert.Equal(_directory, first.Source);
        Assert.Equal(SourceState.Ready, first.State);
        Assert.Empty(first.Files);
    }

    [Theory]
    [InlineData("echo 'web v2' > web.json")]
    [InlineData("cp web.json web.json~; mv web.json 4913; echo 'web v2' > web.json; rm -f 4913")]
    [InlineData("echo 'web v2' > .web.json.swp; sync .web.json.swp; mv .web.json.swp web.json")]
    [InlineData("sed -i s/v1/v2/ web.json")]
    [InlineData("echo 'web v2' > ../aside; mv ../aside web.json")]
    [InlineData("echo 'web v2' > ../aside; cp -p ../aside web.json")]
    [InlineData("echo 'web v2' > ../aside; ln -sf ../aside web.json")]
    [InlineData("rm web.json; echo 'web v2' > other.json")]
    public async Task Run_EditorsSave_IsTaken(string script)
    {
        await Shell("echo 'web v1' > web.json");
        Start();
        await UntilImage("v1");
        await Shell(script);
        var after = await UntilImage("v2");
        Assert.DoesNotContain(after.Files, file => file.IsBroken);
    }

    [Fact]
    public async Task Run_SlowWriter_IsNeverReportedBroken()
    {
        await Shell("echo 'web v1' > web.json");
        Start();
        await UntilImage("v1");
        await using (var writer = new FileStream(
            Path.Combine(_directory, "web.json"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0))
        {
            writer.Write("web!"u8);
            // Something else is told meanwhile: the half-written file was looked at, and is as it was.
            await Shell("echo 'db v1' > db.json");
            var between = await UntilImage("v1");
            Assert.DoesNotContain(between.Files, file => file.IsBroken);
            Assert.Equal(2, between.Files.Length);
            writer.SetLength(0);
            writer.Position = 0;
            writer.Write("web v2"u8);
        }

        Assert.DoesNotContain((await UntilImage("v2")).Files, file => file.IsBroken);
    }

    [Fact]
    public async Task Run_BrokenFileClosed_IsReportedBroken()
    {
        await Shell("echo 'web v1' > web.json");
        Start();
        await UntilImage("v1");
        await Shell("echo 'web!' > web.json");
        await Until(snapshot => snapshot.Files.Single().IsBroken);
    }

    [Fact]
    public async Task Run_FileDeleted_IsMissingThenGone()
    {
        await Shell("echo 'web v1' > web.json");
        Start();
        await UntilImage("v1");
        await Shell("rm web.json");
        Assert.True((await Until(_ => true)).Files.Single().Missing);
        Assert.Empty((await Until(_ => true)).Files);
    }

    [Fact]
    public async Task Run_DirectoryMissing_IsWaitedFor()
    {
        string later = Path.Combine(_temporary.Path, "a", "b");
        Start(later);
        Assert.Equal(SourceStateKind.Missing, (await Until(_ => true)).State.Kind);
        await Shell("mkdir -p a/b; echo 'web v1' > a/b/web.json", _temporary.Path);
        Assert.Equal(SourceState.Ready, (await UntilImage("v1")).State);
        // The watch has followed down to the new directory.
        await Shell("echo 'web v2' > a/b/web.json", _temporary.Path);
        await UntilImage("v2");
    }

    [Fact]
    public async Task Run_DirectoryMovedAwayAndBack_KeepsItsFiles()
    {
        await Shell("echo 'web v1' > web.json");
        Start();
        await UntilImage("v1");
        await Shell("mv manifests aside", _temporary.Path);
        var gone = await Until(snapshot => snapshot.State.Kind == SourceStateKind.Missing);
        Assert.True(gone.Files.Single().Missing);
        await Shell("mv aside manifests", _temporary.Path);
        await UntilImage("v1");
        await Shell("echo 'web v2' > web.json");
        await UntilImage("v2");
    }

    [Fact]
    public async Task Run_DirectoryRemadeUnderItsPath_IsWatchedAnew()
    {
        await Shell("echo 'web v1' > web.json");
        Start();
        await UntilImage("v1");
        await Shell("rm -r manifests; mkdir manifests; echo 'web v2' > manifests/web.json", _temporary.Path);
        await UntilImage("v2");
        await Shell("echo 'web v3' > web.json");
        await UntilImage("v3");
    }

    [Theory]
    [InlineData("current")]
    [InlineData("current/manifests")]
    public async Task Run_LinkRetargetedAsGitSyncDoes_IsFollowed(string directory)
    {
        string below = directory[7..];
        await Shell(
            $"mkdir -p r1{below} r2{below}; echo 'web v1' > r1{below}/web.json; echo 'web v2' > r2{below}/web.json; ln -s r1 current",
            _temporary.Path);
        Start(Path.Combine(_temporary.Path, directory));
        await UntilImage("v1");
        await Shell("ln -s r2 tmp; mv -T tmp current", _temporary.Path);
        await UntilImage("v2");
        await Shell($"echo 'web v3' > r2{below}/web.json", _temporary.Path);
        await UntilImage("v3");
    }

    [Fact]
    public async Task Run_ConfigMapSwap_IsNoticed()
    {
        await Shell(
            "mkdir ..1 ..2; echo 'web v1' > ..1/web.json; echo 'web v2' > ..2/web.json; ln -s ..1 ..data; ln -s ..data/web.json web.json");
        Start();
        await UntilImage("v1");
        await Shell("ln -s ..2 ..data_tmp; mv -T ..data_tmp ..data; rm -r ..1");
        await UntilImage("v2");
    }

    [Fact]
    public async Task Run_LinkedFileElsewhereChanges_ThePeriodicScanFindsIt()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1));
        await Shell("echo 'web v1' > ../elsewhere; ln -s ../elsewhere web.json");
        Start(options: new ScanOptions(), time: time);
        await UntilImage("v1");
        await Shell("echo 'web v2' > ../elsewhere");
        var found = UntilImage("v2");
        while (!found.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(found, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None));
        }

        await found;
    }

    [Fact]
    public async Task Run_NothingDiffers_ReportsNothing()
    {
        await Shell("echo 'web v1' > web.json");
        Start();
        await UntilImage("v1");
        await Shell("touch web.json; echo x > .notes; echo 'db v1' > db.json");
        Assert.Equal(2, (await Until(_ => true)).Files.Length);
    }
}
