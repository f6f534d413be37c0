using OciReconciler.Executing;
using OciReconciler.Images;
using OciReconciler.Preparing;
using OciReconciler.Reporting.Events;
using OciReconciler.Reporting.Progress;
using OciReconciler.Resilience;
using OciReconciler.Rollouts;
using OciReconciler.Telemetry;
using OciReconciler.UnitTests.Secrets;
using OciReconciler.UnitTests.Sources;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Images;

/// <summary>A preparer over a fake engine, a virtual clock and a directory for files.</summary>
internal sealed class PrepareFixture : IDisposable, IProgress<PrepareEvent>, IImageStreamRunner
{
    public const string Image = "registry.test/web:1";

    public PrepareFixture()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("oci-prepare-").FullName;
        Preparer = new ImagePreparer(
            new EngineRegistry(Engine), new FileDigests(Time), this, new RetryPipelines(Time, FailureClassifier.IsRetryable, () => 0.5),
            Time);
        Engine.Registry[Image] = "sha256:remote";
    }

    public string Directory { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public FakeEngine Engine { get; } = new();

    public ImagePreparer Preparer { get; }

    private RolloutStates Rollouts =>
        field ??= new RolloutStates(
            new RolloutRecords(Directory, TinyManifests.Rules, StateFiles.ReadOnly, NullLogger<RolloutRecords>.Instance), Time);

    /// <summary>Secrets of workloads.</summary>
    public SecretFixture Secrets { get; } = new();

    public List<PrepareEvent> News { get; } = [];

    /// <summary>What the stream program prints, and how it ends.</summary>
    public (string Output, ImagePrepareException? Failure) Program { get; set; } = ("", null);

    public int ProgramRuns { get; private set; }

    public WorkloadSpec Spec { get; set; } = new() { Key = new WorkloadKey("web"), Image = Image };

    public string Write(string name, string content)
    {
        var path = Path.Combine(Directory, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Login(string registry = "registry.test", string password = "pw\n") =>
        Spec = Spec with { Login = new RegistryLogin(registry, "alice", Write("password", password)) };

    /// <summary>A preparer of whole workloads over the same engine, clock and directory.</summary>
    public WorkloadPreparer WorkloadPreparer(EventRecorder events, Instruments instruments) => new(
        Preparer, new StableImages(Rollouts, new ImagePinner(new EngineRegistry(Engine))), Secrets.Store, new FileDigests(Time),
        new InputsDigester(InputsKey.Create(), Rollouts),
        new PreflightChecks(new TransientUnitFiles(Directory), new RootlessChecks(_ => null, "/etc", _ => null)),
        new PreparationReporter(events, new ProgressLine(null, () => 80, Time), () => { }, instruments, Time));

    public Task<PreparedImage> PrepareAsync(PrepareReason reason = PrepareReason.Define, string? seen = null) =>
        Preparer.PrepareAsync(Spec, reason, seen, this, TestContext.Current.CancellationToken);

    public async Task<ImagePrepareException> FailAsync(PrepareReason reason = PrepareReason.Define) =>
        await Assert.ThrowsAsync<ImagePrepareException>(() => PrepareAsync(reason));

    public void Report(PrepareEvent value)
    {
        lock (News) News.Add(value);
    }

    public async Task<string> RunAsync(WorkloadSpec spec, Func<Stream, Task> read, CancellationToken cancellationToken)
    {
        ProgramRuns++;
        using var output = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Program.Output));
        await read(output);
        return Program.Failure is { } failure ? throw failure : "creating layer 1";
    }

    public void Dispose()
    {
        Secrets.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
