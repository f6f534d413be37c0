using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>What is pushed to one repository, and what a host makes of it.</summary>
internal sealed class FollowStory
{
    private readonly Controller _controller;
    private readonly GitRepository _repository;
    private readonly string _engine;
    private readonly FollowedSource _source;
    private readonly FollowedWorkload _web;
    private readonly FollowedWorkload _late;
    private string _neighbourBefore = "";

    public FollowStory(Controller controller, string source, GitRepository repository, string engine, int port)
    {
        (_controller, _repository, _engine) = (controller, repository, engine);
        _source = new FollowedSource(controller, source);
        _web = new FollowedWorkload(controller, $"{source}-web", engine, port, "apps/web.json");
        _late = new FollowedWorkload(controller, $"{source}-late", engine, port + 1, "apps/deep/late.json");
    }

    /// <summary>Units that run when <see cref="FollowAsync"/> has ended, without their suffix.</summary>
    public IEnumerable<string> Units => [$"{_engine}-{_web.Name}", $"{_engine}-{Neighbour}"];

    private string Neighbour => $"{_source.Name}-neighbour";

    /// <summary>Fills the repository, before anybody follows it.</summary>
    public Task PushFirstAsync() => _repository.PushFilesAsync(
        "a neighbour", ("neighbour.json", Manifest.Of(Neighbour, Manifest.Idle(_engine))), ("README.md", "no manifest"));

    /// <summary>What was there at the controller's start.</summary>
    public async Task BeginAsync()
    {
        await _source.AwaitAppliedAsync(await _repository.HeadAsync());
        _neighbourBefore = await NeighbourAsync();
    }

    /// <summary>From a new workload to a freeze.</summary>
    public async Task FollowAsync()
    {
        await FollowEditsAsync();
        await FollowMistakeAsync();
        await FollowRewindAsync();
        await FollowFreezeAsync();
    }

    /// <summary>Waits until the source cannot be fetched, and says so, with what is in force.</summary>
    public async Task AssertFailedAsync(string reason)
    {
        await _source.AwaitStateAsync("failed");
        var report = await _source.ReportAsync();
        Assert.Equal(reason, (string?)report?["error"]?["reason"]);
        Assert.Equal(await _repository.HeadAsync(), (string?)report?["accepted"]?["commit"]);
    }

    /// <summary>A unit that ends is started again, whether the repository can be fetched or not.</summary>
    public async Task RepairsAsync()
    {
        await _web.StopUnitAsync();
        await _web.AnswersAsync("after the freeze, now");
    }

    /// <summary>The next push is followed as if nothing had been.</summary>
    public async Task RecoversAsync()
    {
        await _source.FollowAsync(await _repository.PushFilesAsync("recovered", _web.With("recovered")));
        await _web.AnswersAsync("recovered");
    }

    /// <summary>Makes a branch, or a tag, which nobody follows yet.</summary>
    public async Task PrepareAsync(string reference)
    {
        if (reference == "v1")
        {
            await _repository.CommitAsync("of the tag", _web.With("of the tag"));
            await _repository.TagAsync(reference);
            return;
        }

        await _repository.SwitchAsync(reference);
        await _repository.PushFilesAsync("of the branch", _web.With("of the branch"));
    }

    /// <summary>The other branch is followed, and <c>main</c> is not.</summary>
    public async Task FollowBranchAsync()
    {
        var staging = await _repository.HeadAsync();
        await _source.AwaitAppliedAsync(staging);
        var container = await _web.AnswersAsync("of the branch");
        var starts = await _web.StartsAsync();
        await _repository.SwitchAsync("main");
        await _repository.PushFilesAsync("of nobody", _web.With("of nobody"));
        await _repository.SwitchAsync("staging");
        await _source.FollowAsync(staging);
        await _web.StaysAsync("of the branch", container, starts);
    }

    /// <summary>The tag is followed, also where it is moved to.</summary>
    public async Task FollowTagAsync()
    {
        await _source.AwaitAppliedAsync(await _repository.HeadAsync());
        await _web.AnswersAsync("of the tag");
        var moved = await _repository.CommitAsync("of the moved tag", _web.With("of the moved tag"));
        await _repository.TagAsync("v1");
        await _source.FollowAsync(moved);
        await _web.AnswersAsync("of the moved tag");
    }

    /// <summary>Asserts that the workload that nobody has ever changed was never restarted.</summary>
    public async Task AssertNeighbourUntouchedAsync() => Assert.Equal(_neighbourBefore, await NeighbourAsync());

    // A new workload, an edit, a deletion.
    private async Task FollowEditsAsync()
    {
        await _source.FollowAsync(await _repository.PushFilesAsync("two more", _web.With("first"), _late.With("late")));
        var first = await _web.AnswersAsync("first");
        await _late.AnswersAsync("late");

        await _source.FollowAsync(await _repository.PushFilesAsync("an edit", _web.With("second")));
        Assert.NotEqual(first, await _web.AnswersAsync("second"));
        Assert.Equal(2, await _web.StartsAsync());
        Assert.Equal(1, await _late.StartsAsync());

        await _source.FollowAsync(await _repository.PushFilesAsync("a deletion", (_late.File, null)));
        await _controller.AwaitGoneAsync(_engine, _late.Name);
    }

    // A manifest that is broken keeps the good one beside it from coming into force.
    private async Task FollowMistakeAsync()
    {
        var (container, starts) = (await _web.AnswersAsync("second"), await _web.StartsAsync());
        var broken = _web.With("third").Content!.Replace("\"spec\":{", "\n\"spec\":{\"mistake\":1,", StringComparison.Ordinal);
        var commit = await _repository.PushFilesAsync("a mistake", (_web.File, broken), _late.With("late"));
        await _source.RefuseAsync("RevisionRefused", $"{_source.Name}@{commit[..12]}", $":{_web.File}:2: ", "mistake");
        await _web.StaysAsync("second", container, starts);
        await _late.IsNotThereAsync();

        await _source.FollowAsync(await _repository.PushFilesAsync("a fix", _web.With("third")));
        await _web.AnswersAsync("third");
        await _late.AnswersAsync("late");
    }

    // A forced push is refused until somebody says otherwise; a revert is followed.
    private async Task FollowRewindAsync()
    {
        var accepted = await _repository.HeadAsync();
        var (container, starts) = (await _web.AnswersAsync("third"), await _web.StartsAsync());
        await _repository.ResetAsync("HEAD~2");
        await _repository.CommitAsync("history anew", _web.With("history anew"));
        var rewound = await _repository.PushAsync(isForced: true);
        await _source.RefuseAsync("GitRewound", "--allow-rewind");
        await _web.StaysAsync("third", container, starts);
        Assert.Equal(accepted, (string?)(await _source.ReportAsync())?["accepted"]?["commit"]);

        await _source.FollowAsync(rewound, "--allow-rewind");
        await _web.AnswersAsync("history anew");
        await _controller.AwaitGoneAsync(_engine, _late.Name);

        await _repository.RevertAsync();
        await _source.FollowAsync(await _repository.PushAsync());
        await _web.AnswersAsync("second");
    }

    private async Task FollowFreezeAsync()
    {
        var (container, starts) = (await _web.AnswersAsync("second"), await _web.StartsAsync());
        (await _controller.CommandAsync("freeze", _source.Name)).Succeeded();
        var frozen = await _repository.PushFilesAsync("during a freeze", _web.With("after the freeze"));
        await _source.RefuseAsync("frozen", "waits");
        await _web.StaysAsync("second", container, starts);
        (await _controller.CommandAsync("unfreeze", _source.Name)).Succeeded();
        await _source.AwaitAppliedAsync(frozen);
        await _web.AnswersAsync("after the freeze");

        (await _controller.CommandAsync("freeze", _source.Name)).Succeeded();
        var forced = await _repository.PushFilesAsync("now", _web.With("after the freeze, now"));
        await _source.FollowAsync(forced, "--now");
        await _web.AnswersAsync("after the freeze, now");
        (await _controller.CommandAsync("unfreeze", _source.Name)).Succeeded();
    }

    private async Task<string> NeighbourAsync()
    {
        var lives = await _controller.LivesAsync($"{_engine}-{Neighbour}");
        return lives.Values.Single();
    }
}
