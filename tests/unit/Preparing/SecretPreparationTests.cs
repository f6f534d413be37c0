using OciReconciler.Images;
using OciReconciler.Preparing;
using OciReconciler.Telemetry;
using OciReconciler.UnitTests.Events;
using OciReconciler.UnitTests.Images;
using OciReconciler.UnitTests.Secrets;

namespace OciReconciler.UnitTests.Preparing;

/// <summary>Secrets are made ready with the image, before anything is stopped.</summary>
public sealed class SecretPreparationTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");

    private readonly PrepareFixture _prepare = new();
    private readonly RecorderFixture _events = new();
    private readonly Instruments _instruments = new();
    private readonly WorkloadPreparer _preparer;

    public SecretPreparationTests()
    {
        _preparer = _prepare.WorkloadPreparer(_events.Recorder, _instruments);
        _prepare.Spec = _prepare.Spec with { Secrets = [SampleSecret.File()] };
    }

    public void Dispose()
    {
        _instruments.Dispose();
        _events.Dispose();
        _prepare.Dispose();
    }

    [Fact]
    public async Task Prepare_Secret_IsDecryptedAndNoInput()
    {
        var prepared = await PrepareAsync();

        Assert.Null(prepared.Failure);
        Assert.Empty(prepared.Inputs!.Files);
        Assert.Equal(["web/db"], _prepare.Secrets.Decrypted);
    }

    [Fact]
    public async Task Prepare_NotDecrypted_HoldsTheChangeBackBeforeAnyPull()
    {
        _prepare.Secrets.Failure = new ImagePrepareException(Reasons.SecretNotDecrypted, "It is for another.");
        var failure = (await PrepareAsync()).Failure;

        Assert.Equal((Reasons.SecretNotDecrypted, true, false), (failure!.Reason, failure.IsPreparation, failure.IsTerminal));
        Assert.Empty(_prepare.Engine.Pulls);
    }

    // Whoever starts it by hand finds its secrets there.
    [Fact]
    public async Task Refresh_WorkloadThatDoesNotRun_HasItsSecretsMadeAgain()
    {
        await _preparer.RefreshImageAsync(Web, View(), TestContext.Current.CancellationToken);

        Assert.Equal(["web/db"], _prepare.Secrets.Decrypted);
    }

    private Task<Preparation> PrepareAsync() => _preparer.PrepareAsync(
        Web, View(), new Decision(PlanAction.Create, "NotDefined", "It is not defined."), seen: null,
        TestContext.Current.CancellationToken);

    private DesiredView View() => new(
        new DesiredState { Workloads = DesiredState.Empty.Workloads.Add(Web, Wanted.Of(_prepare.Spec)) },
        new RenderSettings(), _ => null);
}
