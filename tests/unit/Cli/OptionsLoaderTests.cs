using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.Cli;

public sealed class OptionsLoaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_OneSetting_LeavesTheOthersAtTheirDefaults()
    {
        var file = _directory["config.json"];
        File.WriteAllText(file, "{\"resyncSeconds\": 2}");
        var expected = new ReconcilerOptions { ResyncSeconds = 2 };
        var loaded = OptionsLoader.Load(file);
        Assert.Empty(loaded.Manifests);
        Assert.Equal(expected with { Manifests = loaded.Manifests }, loaded);
    }
}
