using OciReconciler.Observing;
using OciReconciler.UnitTests.Images;

namespace OciReconciler.UnitTests.Observing;

/// <summary>What a listing may say in the place of an inspection.</summary>
public sealed class EngineAnswersTests
{
    private const string Image = "registry.test/app:1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // podman lists a manifest list by its own id.
    [Theory]
    [InlineData(Backend.Podman, "sha256:inspected")]
    [InlineData(Backend.Docker, "sha256:listed")]
    public async Task FindImage_ListedByAnotherId_TakesWhatThatEngineMeans(Backend backend, string id)
    {
        var engine = new FakeEngine(backend);
        engine.Local[Image] = "sha256:inspected";

        Assert.Equal(id, (await Answers(engine).FindImageAsync(Image, Token))?.Id);
    }

    [Fact]
    public async Task InspectContainer_Listed_IsInspectedAllTheSame()
    {
        var engine = new FakeEngine();
        var inspected = new ObservedContainer("1", "sha256:1", "web", "running", 0, DateTimeOffset.UnixEpoch, HealthState.Healthy);
        engine.Containers["web"] = inspected;

        Assert.Equal(inspected, await Answers(engine).InspectContainerAsync("web", Token));
    }

    [Fact]
    public async Task InspectContainer_NotListed_IsNotAskedFor()
    {
        var engine = new FakeEngine { IsAway = true };

        Assert.Null(await Answers(engine).InspectContainerAsync("db", Token));
    }

    private static EngineAnswers Answers(FakeEngine engine)
    {
        var containers = new Dictionary<string, ListedContainer>(StringComparer.Ordinal)
        {
            ["web"] = new("1", "sha256:1", "web", "running", null, DateTimeOffset.UnixEpoch),
        };
        var images = new ListedImages(engine.Backend, [new ListedImage("sha256:listed", [Image], [])]);
        return new EngineAnswers(engine, new EngineListing(containers, images));
    }
}
