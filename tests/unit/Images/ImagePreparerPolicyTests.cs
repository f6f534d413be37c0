using OciReconciler.Images;

namespace OciReconciler.UnitTests.Images;

public sealed class ImagePreparerPolicyTests : IDisposable
{
    private const string Image = PrepareFixture.Image;
    private readonly PrepareFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    // policy, local, reason -> asked the registry, id
    [InlineData(null, false, "Define", true, "sha256:remote")]
    [InlineData(null, true, "Define", false, "sha256:local")]
    [InlineData("Missing", true, "Start", false, "sha256:local")]
    [InlineData("Missing", false, "Unchanged", true, "sha256:remote")]
    [InlineData("Always", true, "Define", true, "sha256:remote")]
    [InlineData("Always", true, "Start", true, "sha256:remote")]
    [InlineData("Always", true, "Unchanged", false, "sha256:local")]
    [InlineData("Newer", true, "Start", true, "sha256:remote")]
    [InlineData("Newer", true, "Unchanged", false, "sha256:local")]
    [InlineData("Always", true, "Refresh", true, "sha256:remote")]
    [InlineData("Newer", true, "Refresh", true, "sha256:remote")]
    [InlineData("Missing", true, "Refresh", false, "sha256:local")]
    [InlineData("Missing", false, "Refresh", true, "sha256:remote")]
    [InlineData("Never", true, "Define", false, "sha256:local")]
    public async Task Prepare_Policy_DecidesWhetherRegistryIsAsked(string? policy, bool isLocal, string reason, bool pulls, string id)
    {
        if (isLocal) _fixture.Engine.Local[Image] = "sha256:local";
        _fixture.Spec = _fixture.Spec with { Pull = policy is null ? null : Enum.Parse<PullPolicy>(policy) };

        var prepared = await _fixture.PrepareAsync(Enum.Parse<PrepareReason>(reason));

        Assert.Equal(id, prepared.Id);
        Assert.Equal(pulls ? 1 : 0, _fixture.Engine.Pulls.Count);
        Assert.Empty(prepared.Warnings);
    }

    // A pass has just looked.
    [Theory]
    [InlineData(null, "sha256:seen")]
    [InlineData("Never", "sha256:seen")]
    [InlineData("Newer", "sha256:remote")]
    [InlineData("Always", "sha256:remote")]
    public async Task Prepare_ImageThatWasSeen_IsNotLookedFor(string? policy, string id)
    {
        _fixture.Spec = _fixture.Spec with { Pull = policy is null ? null : Enum.Parse<PullPolicy>(policy) };
        Assert.Equal(id, (await _fixture.PrepareAsync(seen: "sha256:seen")).Id);
        Assert.Equal(id == "sha256:seen" ? 0 : 1, _fixture.Engine.Finds);
    }

    [Fact]
    public async Task Prepare_NeverAndNotThere_SaysSoWithoutPulling()
    {
        _fixture.Spec = _fixture.Spec with { Pull = PullPolicy.Never };
        var failure = await _fixture.FailAsync();
        Assert.Equal(Reasons.ImageNotFound, failure.Reason);
        Assert.Contains("pull is never", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_fixture.Engine.Pulls);
    }

    [Theory]
    [InlineData(nameof(EngineFailure.NotFound), Reasons.ImageNotFound)]
    [InlineData(nameof(EngineFailure.Unauthorized), Reasons.ImagePullDenied)]
    [InlineData(nameof(EngineFailure.Denied), Reasons.ImagePullDenied)]
    [InlineData(nameof(EngineFailure.PlainHttp), Reasons.ImagePullFailed)]
    [InlineData(nameof(EngineFailure.Other), Reasons.ImagePullFailed)]
    public async Task Prepare_RegistryRefuses_FailsOnceWithReason(string failure, string reason)
    {
        _fixture.Engine.PullFailure = _ => new EngineException(Enum.Parse<EngineFailure>(failure), "the engine's words");
        var thrown = await _fixture.FailAsync();
        Assert.Equal(reason, thrown.Reason);
        Assert.True(thrown.IsTransient);
        Assert.Contains("the engine's words", thrown.Message, StringComparison.Ordinal);
        Assert.Single(_fixture.Engine.Pulls);
    }

    [Fact]
    public async Task Prepare_LocalhostImageMissing_SaysToBuildOrLoadIt()
    {
        _fixture.Spec = _fixture.Spec with { Image = "localhost/web:1" };
        _fixture.Engine.PullFailure = _ => new EngineException(EngineFailure.Other, "EOF");
        var failure = await _fixture.FailAsync();
        Assert.Equal(Reasons.ImagePullFailed, failure.Reason);
        Assert.Contains("Build or load the image", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_AlwaysAndRegistryDown_FailsThoughImageIsLocal()
    {
        _fixture.Engine.Local[Image] = "sha256:local";
        _fixture.Engine.PullFailure = _ => new EngineException(EngineFailure.Other, "no space left on device");
        _fixture.Spec = _fixture.Spec with { Pull = PullPolicy.Always };
        Assert.Equal(Reasons.ImagePullFailed, (await _fixture.FailAsync()).Reason);
    }

    [Fact]
    public async Task Prepare_NewerAndRegistryDown_GoesOnWithLocalAndWarns()
    {
        _fixture.Engine.Local[Image] = "sha256:local";
        _fixture.Engine.PullFailure = _ => new EngineException(EngineFailure.Other, "down");
        _fixture.Spec = _fixture.Spec with { Pull = PullPolicy.Newer };
        var prepared = await _fixture.PrepareAsync();
        Assert.Equal("sha256:local", prepared.Id);
        Assert.Contains("down", Assert.Single(prepared.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_NetworkFails_PullsAgainAfterSeconds()
    {
        var left = 1;
        _fixture.Engine.PullFailure = _ => left-- > 0 ? new EngineException(EngineFailure.Network, "connection reset") : null;
        var preparing = _fixture.PrepareAsync();
        await _fixture.Engine.PullStarted.Task;
        while (!preparing.IsCompleted)
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Equal("sha256:remote", (await preparing).Id);
        Assert.Equal(2, _fixture.Engine.Pulls.Count);
    }

    [Fact]
    public async Task Prepare_BadReference_IsTerminal()
    {
        _fixture.Spec = _fixture.Spec with { Image = "Not An Image" };
        var failure = await _fixture.FailAsync();
        Assert.Equal(Reasons.InvalidImageReference, failure.Reason);
        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task Prepare_ImageId_IsLookedUpAndNeverPulled()
    {
        var id = "sha256:" + new string('a', 64);
        _fixture.Spec = _fixture.Spec with { Image = id };
        Assert.Equal(Reasons.ImageNotFound, (await _fixture.FailAsync()).Reason);
        _fixture.Engine.Local[id] = id;
        Assert.Equal(id, (await _fixture.PrepareAsync()).Id);
        Assert.Empty(_fixture.Engine.Pulls);
    }

    [Fact]
    public async Task Prepare_EngineNotThere_KeepsItsSentence()
    {
        _fixture.Engine.PullFailure = _ => new EngineUnavailableException("podman does not answer at /run/podman/podman.sock");
        var failure = await _fixture.FailAsync();
        Assert.Equal(Reasons.EngineUnavailable, failure.Reason);
        Assert.StartsWith("podman does not answer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_SameImageTwiceAtOnce_PullsOnce()
    {
        var gate = new TaskCompletionSource();
        _fixture.Engine.PullGate = gate.Task;
        var first = _fixture.PrepareAsync();
        await _fixture.Engine.PullStarted.Task;
        var second = _fixture.PrepareAsync();
        gate.SetResult();
        Assert.Equal((await first).Id, (await second).Id);
        Assert.Single(_fixture.Engine.Pulls);
        Assert.Contains(new PrepareEvent.Waiting(TransferKind.Pull, Image), _fixture.News);
    }

    [Fact]
    public async Task Prepare_ManyImages_PullsThreeAtOnce()
    {
        var gate = new TaskCompletionSource();
        _fixture.Engine.PullGate = gate.Task;
        var all = Enumerable.Range(0, 8).Select(i =>
        {
            _fixture.Engine.Registry[$"registry.test/i{i}"] = "sha256:x";
            return _fixture.Preparer.PrepareAsync(
                _fixture.Spec with { Image = $"registry.test/i{i}" }, PrepareReason.Define, null, _fixture,
                TestContext.Current.CancellationToken);
        }).ToList();
        await _fixture.Engine.PullStarted.Task;
        gate.SetResult();
        await Task.WhenAll(all);
        Assert.Equal(8, _fixture.Engine.Pulls.Count);
        Assert.Equal(3, _fixture.Engine.MostAtOnce);
    }

    [Fact]
    public async Task Prepare_FirstOfTwoCancelled_SecondPullsItself()
    {
        var gate = new TaskCompletionSource();
        _fixture.Engine.PullGate = gate.Task;
        using var cancel = new CancellationTokenSource();
        var first = _fixture.Preparer.PrepareAsync(_fixture.Spec, PrepareReason.Define, null, _fixture, cancel.Token);
        await _fixture.Engine.PullStarted.Task;
        var second = _fixture.PrepareAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal("sha256:remote", (await second).Id);
        Assert.Equal(2, _fixture.Engine.Pulls.Count);
    }
}
