using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using OciReconciler.IntegrationTests.Fixtures.Git;

namespace OciReconciler.IntegrationTests.HostileRepositories;

/// <summary>
/// Whoever can push to a repository, or owns the server, pushes what he likes: nothing outside of the source's directories is read, written
/// or run, what is in force stays, and nobody else waits.
/// </summary>
public sealed class HostileRepositoryTests(Labs labs)
{
    private const string Source = "fleet";
    private const int MostOfController = 150 << 10;
    private const int MostOfWorker = 150 << 10;

    [Theory]
    [InlineData(DebianRelease.Trixie)]
    [InlineData(DebianRelease.Bookworm)]
    public async Task Repository_HostileInEachWay_ReachesNothingAndHoldsUpNobody(DebianRelease release)
    {
        await using var lab = await labs.OwnAsync(release);
        var controller = await Controller.InstallAsync(lab);
        var repository = new HostileRepository(lab, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        await repository.MakeAsync();
        var web = Manifest.Of("web", Manifest.Idle());
        var accepted = await repository.PushAsync("", "good", web, "", "");
        await controller.ConfigureAsync(
            $$"""{"sources": [{ "git": { "name": "{{Source}}", "url": "{{HostileRepository.Url}}", "intervalSeconds": 600 } }]}""");
        await controller.StartAsync();
        await controller.AwaitReadyAsync("web");
        await repository.ProveCanaryAsync();
        var lives = await controller.LivesAsync("podman-web");

        var faults = new List<string?>();
        foreach (var push in HostilePush.All)
        {
            var started = Stopwatch.GetTimestamp();
            var commit = await repository.PushAsync(accepted, push.Subject, web, Manifest.Of("evil", Manifest.Idle()), push.Script);
            var syncing = lab.ExecAsync("timeout", "120", "oci-reconciler", "sync", Source, "--wait");
            if (push.IsMuch)
                await DropBesideAsync(controller);
            await syncing;
            var seen = await SourceReading.OfAsync(controller, Source);
            faults.Add(Fault(push, seen, commit));
            accepted = seen.Accepted;
            if (push.IsMuch)
                Figure.Print($"{push.Subject}, {release}", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        }

        var told = string.Join('\n', faults.OfType<string>());
        Assert.True(told.Length == 0, told);
        Assert.Equal(lives, await controller.LivesAsync("podman-web"));
        Assert.Equal("", await repository.TracesOfRunsAsync());
        Assert.Equal("", await repository.WritesElsewhereAsync());
        Assert.Empty(await repository.LeaksAsync());
        await AssertMemoryAsync(lab, release);
    }

    // A manifest of a directory is taken while a revision is fetched.
    private static async Task DropBesideAsync(Controller controller)
    {
        var port = RandomNumberGenerator.GetInt32(30_000, 60_000).ToString(CultureInfo.InvariantCulture);
        await controller.DropAsync("beside", Manifest.Of("beside", Manifest.Idle("podman", port)));
        await controller.Lab.EventuallyAsync(
            "a manifest beside is carried out",
            async () => (await controller.Lab.ExecAsync("podman", "inspect", "-f", "{{json .Config.Cmd}}", "beside")).Stdout,
            command => command.Contains($"\"{port}\"", StringComparison.Ordinal));
    }

    // sync --wait has ended, so that what is said is said of this commit.
    private static string? Fault(HostilePush push, SourceReading seen, string commit)
    {
        var isTold = push.Refusal is { } refusal
            ? seen.Accepted != commit && seen.Error.Contains(refusal, StringComparison.Ordinal)
            : seen.Applied == commit && seen.Error.Length == 0;
        return isTold && !seen.Error.Any(char.IsControl) ? null : $"{push.Subject}: {push.Refusal ?? "applied"}, but: {seen}";
    }

    private static async Task AssertMemoryAsync(Lab lab, DebianRelease release)
    {
        foreach (var (unit, most) in new[] { (Controller.Unit, MostOfController), (SourceReading.WorkerOf(Source), MostOfWorker) })
        {
            var process = await lab.UnitPropertyAsync(unit, "MainPID");
            var peak = int.Parse(
                (await lab.ShellAsync($"awk '/^VmHWM/ {{ print $2 }}' /proc/{process}/status")).Text, CultureInfo.InvariantCulture);
            Figure.Print($"most memory of {unit}, {release}", $"{peak / 1024} MiB");
            Assert.InRange(peak, 1, most);
        }

        Assert.Equal("", (await lab.ShellAsync("grep -H '^oom_kill [^0]' /sys/fs/cgroup/system.slice/oci-*/memory.events || true")).Text);
    }
}
