using OciReconciler.Reporting;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Reporting;

public sealed class StatusWriterTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void RemoveExcept_StatusOfNobody_IsRemovedWhateverItSaysItIsOf()
    {
        foreach (var directory in new[] { "run/status", "opt" })
            _temporary.Make(directory);
        foreach (var canary in new[] { "opt/keep.json", "keep.json", "run/keep.json" })
            _temporary.Write(canary, "{}");
        foreach (var (file, name) in new[] { ("x", "../../opt/keep"), ("y", "../keep"), ("z", "/etc/keep"), ("web", "web"), ("db", "web") })
            _temporary.Write(
                $"run/status/{file}.json",
                $$"""{"name":"{{name}}","backend":"podman","unit":"u","file":"f","image":"i","autoStart":true,"""
                + """ "inSync":true,"phase":"Running"}""");
        _temporary.Write("run/status/_other.json", "{}");

        Writer().RemoveExcept(new HashSet<WorkloadKey> { new("web") });

        Assert.Equal(["_other.json", "web.json"], Directory.GetFiles(_temporary["run/status"]).Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal));
        Assert.All(new[] { "opt/keep.json", "keep.json", "run/keep.json" }, canary => Assert.True(File.Exists(_temporary[canary]), canary));
        Assert.Equal(["web"], StatusFiles.ReadAll(_temporary["run/status"]).Select(status => status.Name));
    }

    [Fact]
    public void RemoveExcept_ADirectoryIsInTheWay_GoesOn()
    {
        _temporary.Make("run/status/web.json");
        _temporary.Write("run/status/db.json", "{}");
        Writer().RemoveExcept(new HashSet<WorkloadKey>());
        Assert.False(File.Exists(_temporary["run/status/db.json"]));
    }

    private StatusWriter Writer() =>
        new(_temporary["run/status"], new PublishedFiles(NullLogger<PublishedFiles>.Instance), StateFiles.ReadOnly, TimeProvider.System);
}
