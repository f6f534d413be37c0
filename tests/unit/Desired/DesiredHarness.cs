using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Desired;

/// <summary>A desired store on a disk of its own, and a short way to tell it what sources say.</summary>
internal sealed class DesiredHarness : IDisposable
{
    public TemporaryDirectory Temporary { get; } = new();

    public DesiredStore Store { get; set; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>How long mass removals are held; null: not at all. For the next process.</summary>
    public TimeSpan? Grace { get; set; } = TimeSpan.FromSeconds(60);

    public DesiredHarness() => Store = Start("/m");

    public void Dispose() => Temporary.Dispose();

    /// <summary>A new process on the same disk.</summary>
    public DesiredStore Start(params string[] sources)
    {
        var lastValid = new LastValidRevisions(Temporary["desired"], TinyManifests.Rules, StateFiles.ReadOnly);
        lastValid.Load();
        return Store = new DesiredStore(sources, lastValid, TinyManifests.Rules, new RemovalGuard(Grace, Time));
    }

    public static SourceFile File(string path, string content) =>
        new(path, TinyManifests.Parse(path, Encoding.UTF8.GetBytes(content)), content, Readable: true, ReadError: null);

    public static SourceFile Gone(string path, string content) => File(path, content) with { Missing = true };

    public static SourceFile Unreadable(string path, string content = "!") =>
        File(path, content) with { Readable = false, ReadError = "cannot be opened" };

    public DesiredUpdate Report(params SourceFile[] files) => Report("/m", SourceState.Ready, files);

    public DesiredUpdate Report(string source, SourceState state, params SourceFile[] files) =>
        Store.Update(new SourceSnapshot(source, state, [.. files]));

    public string Wanted() => string.Join(", ", Store.Current.Workloads.Values
        .Select(workload => $"{workload.Spec.Key}={workload.Spec.Image}" + (workload.Problems.IsEmpty ? "" : "?")));

    public DesiredWorkload Workload(string name) => Store.Current.Workloads[new WorkloadKey(name)];

    public bool MayPrune(string name) => Store.Current.MayPrune(new WorkloadKey(name));

    public FileReport Report(string path) =>
        Store.Current.Report.Sources.SelectMany(source => source.Files).Single(file => file.Path == path);

    public static string Keys(DesiredUpdate update) => string.Join(',', update.Changed);
}
