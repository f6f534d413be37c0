using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.Git;

/// <summary>
/// <c>plan --source</c> says what a revision would do on a host, with a controller and without, and changes nothing: neither what runs nor
/// what the controller follows. Nothing of it is left, also where it is ended in the middle.
/// </summary>
public sealed class PlanRevisionTests(Labs labs)
{
    private const string Source = "fleet";
    private const string Cache = "/var/cache/private/oci-reconciler-git";
    private const int Wrong = 1;
    private const int SomethingToDo = 3;
    private const int Environment = 4;
    private const int Interrupted = 130;

    // Of systemd-run, for a unit that a signal ended.
    private const int KilledUnit = 255;

    // What a plan makes for itself has this in its name, and nothing else has.
    private const string Own = "*_plan-*";

    private static readonly string[] Plan = ["plan", "--config", Controller.Settings, "--source", Source];

    private static readonly string[] Units = ["podman-edited", "podman-removed", "podman-stays"];

    private static readonly string[] ChangeInWords =
    [
        "added: create: NotDefined: podman-added.service is not defined.",
        "edited: replace: SpecChanged: The manifest changed in spec.environment.EDITION.",
        "    spec.environment.EDITION: \"1\" -> \"2\"",
        "removed: remove: ManifestRemoved: No manifest declares it any more.",
        "3 of 4 workloads differ.",
    ];

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Plan_OfRevisions_SaysWhatTheyWouldDoAndChangesNothing(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var scene = await BeginAsync(lab);
        var change = await PushChangeAsync(scene.Repository);
        var before = await scene.SeenAsync();

        await PlanChangeAsync(scene, change);
        Assert.Equal(before, await scene.SeenAsync());
        await PlanMistakeAsync(scene);
        await PlanNowhereAsync(scene);
        await PlanWithoutRightsAsync(scene);
        await scene.Server.Https.SetAsync(GitFault.Hang);
        // Of one that is killed, nobody but the worker itself is there to end the worker.
        await InterruptAsync(scene, "INT", Interrupted);
        await InterruptAsync(scene, "KILL", KilledUnit);
        await scene.Server.Https.SetAsync(GitFault.None);
        // What a plan had set off would have been done by then.
        await scene.Controller.SettleAsync();
        Assert.Equal(before, await scene.SeenAsync());

        var lives = await scene.LivesAsync();
        (await lab.ExecAsync("systemctl", "stop", Controller.Unit)).Succeeded();
        AssertIsChange(change, await scene.PlanAsync("--revision", "refs/pull/17/head"));
        await AssertNothingIsLeftAsync(lab);
        Assert.Equal(lives, await scene.LivesAsync());
    }

    private static async Task<Scene> BeginAsync(Lab lab)
    {
        var controller = await Controller.InstallAsync(lab);
        var server = await GitServer.StartAsync(lab, "plan");
        var repository = await GitRepository.CreateAsync(server, Source);
        var first = await repository.PushFilesAsync("three workloads", File("edited", "1"), File("removed", "1"), File("stays", "1"));
        var source = FollowedSource.Https(Source, server.Access, repository);
        source["timeoutSeconds"] = 60;
        await controller.ConfigureAsync(FollowedSource.SettingsFile(node: null, source));
        await controller.StartAsync();
        var followed = new FollowedSource(controller, Source);
        await followed.AwaitAppliedAsync(first);
        return new Scene(controller, server, repository, followed);
    }

    // A branch, and the same as forges name the head of a pull request.
    private static async Task<string> PushChangeAsync(GitRepository repository)
    {
        await repository.SwitchAsync("change");
        var commit = await repository.PushFilesAsync(
            "a change", File("edited", "2"), File("added", "1"), ("apps/removed.json", null));
        (await repository.GitAsync("push", "-q", "origin", "HEAD:refs/pull/17/head")).Succeeded();
        await repository.SwitchAsync("main");
        return commit;
    }

    private static async Task PlanChangeAsync(Scene scene, string commit)
    {
        var same = await scene.PlanAsync();
        Assert.True(same.ExitCode == 0 && same.Stdout == "Nothing to do.\n", same.ToString());
        AssertIsChange(commit, await scene.PlanAsync("--revision", "refs/heads/change"));

        var json = await scene.PlanAsync("--revision", "change", "-o", "json");
        Assert.True(json.ExitCode == SomethingToDo, json.ToString());
        var workloads = JsonNode.Parse(json.Stdout)!["workloads"]!.AsArray();
        Assert.Equal(
            ["added create", "edited replace", "removed remove", "stays none"],
            workloads.Select(workload => $"{workload!["name"]} {workload["action"]}"));
        var field = Assert.Single(workloads.SelectMany(workload => workload!["changes"]!.AsArray()));
        Assert.Equal("spec.environment.EDITION: \"1\" -> \"2\"", $"{field!["path"]}: {field["before"]} -> {field["after"]}");
        await AssertNothingIsLeftAsync(scene.Lab);
    }

    private static async Task PlanMistakeAsync(Scene scene)
    {
        var (path, content) = File("edited", "2");
        var mistake = content!.Replace("\"spec\":{", "\n\"spec\":{\"mistake\":1,", StringComparison.Ordinal);
        await scene.Repository.SwitchAsync("mistake");
        var commit = await scene.Repository.PushFilesAsync("a mistake", (path, mistake));
        await scene.Repository.SwitchAsync("main");
        await AssertIsWrongAsync(scene, "mistake", $"{Source}@{commit[..12]}:{path}:2: $.spec.mistake: unknown field \"mistake\"");
    }

    private static Task PlanNowhereAsync(Scene scene) => AssertIsWrongAsync(
        scene, "refs/heads/nowhere",
        $"{Source} cannot be fetched: GitRefNotFound: The repository has no ref \"refs/heads/nowhere\": push it, or correct the ref.");

    private static async Task PlanWithoutRightsAsync(Scene scene)
    {
        var plan = await scene.Lab.ExecAsync(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "oci-reconciler", .. Plan]);
        Assert.True(plan.ExitCode == Environment && plan.Stdout.Length == 0, plan.ToString());
        Assert.StartsWith("plan --source must run as root: ", plan.Stderr, StringComparison.Ordinal);
    }

    // In a unit of its own, so that the signal comes when the server is asked, and not after a time.
    private static async Task InterruptAsync(Scene scene, string signal, int exitCode)
    {
        var (lab, unit) = (scene.Lab, $"ended-by-{signal}.service");
        var planning = lab.ExecAsync(
            ["systemd-run", "--quiet", "--pipe", "--wait", "--collect", $"--unit={unit}", "--", "oci-reconciler", .. Plan]);
        await lab.EventuallyAsync(
            "the server that hangs is asked",
            async () => (await lab.ExecAsync("ss", "-Htn", "state", "established", $"sport = :{scene.Server.Https.Port}")).Text.Length > 0);
        var during = await TracesAsync(lab);
        Assert.Contains($"oci-reconciler-git-{Source}_plan-", during, StringComparison.Ordinal);
        Assert.Contains("\n/var/tmp/systemd-private-", during, StringComparison.Ordinal);

        (await lab.ExecAsync("systemctl", "kill", "--kill-whom=main", $"--signal={signal}", unit)).Succeeded();
        var outcome = await planning;
        Assert.True(outcome.Stdout.Length == 0 && outcome.ExitCode == exitCode, outcome.ToString());
        await AssertNothingIsLeftAsync(lab);
    }

    private static void AssertIsChange(string commit, ExecOutcome plan)
    {
        Assert.True(plan.ExitCode == SomethingToDo, plan.ToString());
        Assert.Equal(ChangeInWords, plan.Stdout.TrimEnd('\n').Split('\n'));
        Assert.Contains($"{Source}@{commit[..12]} (\"a change\", Alice)\n", plan.Stderr, StringComparison.Ordinal);
    }

    private static async Task AssertIsWrongAsync(Scene scene, string revision, string why)
    {
        var plan = await scene.PlanAsync("--revision", revision);
        Assert.True(plan.ExitCode == Wrong && plan.Stdout.Length == 0, plan.ToString());
        Assert.Contains(why, plan.Stderr, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(scene.Lab);
    }

    // systemd forgets a unit a moment after it has ended.
    private static Task AssertNothingIsLeftAsync(Lab lab) =>
        lab.EventuallyAsync("nothing of a plan is left", () => TracesAsync(lab), traces => traces.Length == 0);

    private static async Task<string> TracesAsync(Lab lab) => (await lab.ShellAsync($"""
        systemctl list-units --all --plain --no-legend '{Own}'
        find /run /tmp /var/tmp /var/cache -name '{Own}' 2> /dev/null || true
        """)).Text;

    private static (string Path, string? Content) File(string name, string edition)
    {
        var spec = Manifest.Idle();
        spec["environment"] = new JsonObject { ["EDITION"] = edition };
        spec["minReadySeconds"] = 0;
        return ($"apps/{name}.json", Manifest.Of(name, spec));
    }

    private sealed record Scene(Controller Controller, GitServer Server, GitRepository Repository, FollowedSource Followed)
    {
        public Lab Lab => Controller.Lab;

        public Task<ExecOutcome> PlanAsync(params string[] options) => Controller.CommandAsync([.. Plan, .. options]);

        /// <summary>Container, invocation and number of starts of each workload.</summary>
        public async Task<string> LivesAsync() => string.Join('\n', await Controller.LivesAsync(Units));

        /// <summary>What runs, what the controller says of the source, and the worker and the repository that it has for it.</summary>
        public async Task<string> SeenAsync()
        {
            var report = (await Followed.ReportAsync())!.ToJsonString();
            var worker = await Lab.UnitPropertyAsync(SourceReading.WorkerOf(Source), "InvocationID");
            var repository = (await Lab.ExecAsync("ls", "-lR", "--time-style=full-iso", Cache)).Text;
            return $"{await LivesAsync()}\n{report}\nworker {worker}\n{repository}";
        }
    }
}
