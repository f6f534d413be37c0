using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>
/// Controller or worker die at each step of a new revision: the next ones end it, with nothing left over and nothing twice.
/// </summary>
public sealed class KilledWhileItFetchesTests(Labs labs)
{
    private const string Name = "app";
    private const string Neighbour = "neighbour";
    private const string Worker = $"oci-reconciler-git-{Name}.service";

    private static readonly string[] Steps =
        ["revision-writing", "revision-content-written", "revision-written", "revision-accepting", "revision-accepted"];

    [Fact]
    public async Task Revision_WithEverybodyKilledOnItsWay_ComesIntoForceOnce()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        var failpoints = await Failpoints.InstallAsync(controller);
        var server = await GitServer.StartAsync(lab, "killed");
        var repository = await GitRepository.CreateAsync(server, Name);
        await repository.PushFilesAsync("both", TrustHost.File(Name, "0"), TrustHost.File(Neighbour, "0"));
        await TrustHost.ConfigureAsync(controller, TrustHost.Https(Name, repository, server.Access));
        await controller.StartAsync();
        var host = new TrustHost(controller);
        await host.AwaitAppliedAsync(Name, await repository.HeadAsync(), "0");
        var scene = new Scene(host, server, repository, await host.LivesAsync(Neighbour));

        foreach (var step in Steps)
        {
            var commit = await scene.PushAsync(step);
            await failpoints.KillAtAsync(step, () => controller.CommandAsync("sync", Name));
            await scene.AssertAppliedAsync(commit, step);
        }

        await scene.KillInMidFetchAsync("worker", $"systemctl kill -s KILL --kill-whom=main {Worker}");
        await scene.KillInMidFetchAsync("all-of-the-worker", $"systemctl kill -s KILL {Worker}");
        await scene.KillInMidFetchAsync("controller", $"systemctl kill -s KILL {Controller.Unit}");
        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        await lab.EventuallyAsync("no worker outlives the controller", scene.WorkersAsync, workers => workers.Length == 0);
        Figure.Print(
            $"killed at {Steps.Length} steps of a revision and in mid-fetch", "each came into force once, nothing was left over");
    }

    private sealed record Scene(TrustHost Host, GitServer Server, GitRepository Repository, string NeighboursLives)
    {
        // Such as an editor's, hidden or with a suffix: whatever is neither a revision's own file nor what is remembered.
        private const string Leftovers = """
            cd /var/lib/oci-reconciler/sources/app
            find . -type f ! -path ./state.json ! -path ./state.json.last ! -path ./told.json \
                ! -path './revisions/*/index.json' ! -path './revisions/*/content-*'
            for revision in revisions/*; do
                grep -q "${revision#revisions/}" state.json || echo "$revision"
                test "$(ls -A $revision | wc -l)" = 2 || ls -A $revision
            done
            """;

        public Task<string> PushAsync(string edition) =>
            Repository.PushFilesAsync(edition, TrustHost.File(Name, edition, Guid.NewGuid().ToString("N")));

        public async Task AssertAppliedAsync(string commit, string edition)
        {
            await Host.AwaitAppliedAsync(Name, commit, edition, TimeSpan.FromSeconds(60));
            Assert.Equal(NeighboursLives, await Host.LivesAsync(Neighbour));
            await Host.Lab.EventuallyAsync(
                $"nothing is left over of {edition}", async () => (await Host.Lab.ShellAsync(Leftovers)).Text, left => left.Length == 0);
            var worker = await Host.Lab.UnitPropertyAsync(Worker, "MainPID");
            Assert.Equal(worker, await WorkersAsync());
        }

        /// <summary>Runs a script while bytes of a fetch drop in.</summary>
        public async Task KillInMidFetchAsync(string edition, string kills)
        {
            var starts = await Host.Controller.StartsAsync($"podman-{Name}.service");
            var commit = await PushAsync(edition);
            await Server.Https.SetAsync(GitFault.Slow(300));
            (await Host.Controller.CommandAsync("sync", Name)).Succeeded();
            await Host.Lab.EventuallyAsync(
                "the worker fetches", () => Host.Lab.ExecAsync("pgrep", "-f", "git-remote-https"), seen => seen.ExitCode == 0);
            (await Host.Lab.ShellAsync(kills)).Succeeded();
            await Server.Https.SetAsync(GitFault.None);
            await AssertAppliedAsync(commit, edition);
            Assert.Equal(starts + 1, await Host.Controller.StartsAsync($"podman-{Name}.service"));
        }

        /// <summary>Ids of the workers that run.</summary>
        public async Task<string> WorkersAsync() =>
            (await Host.Lab.ExecAsync("pgrep", "-f", "^[^ ]*oci-reconciler git-worker")).Stdout.Trim();
    }
}
