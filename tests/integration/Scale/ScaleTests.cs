using System.Diagnostics;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// Two hundred workloads on real systemd, over a stand-in for an engine; and what the controller calls on systemd meanwhile.
/// </summary>
public sealed class ScaleTests(Labs labs)
{
    private const int Count = 200;

    [Fact]
    public async Task TwoHundred_CreateChangeRemoveResync_CostFewCallsAndRestartNothingElse()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var controller = await Controller.InstallAsync(lab);
        await EngineStandIn.StartAsync(controller);
        await controller.StartAsync();
        var calls = await BusCalls.StartAsync(lab);

        await Crowd.DropAsync(lab, Enumerable.Range(0, Count), "1");
        var created = await MeasureAsync(lab, calls, "create 200", Count);
        // One definition and one start each; the rest are looks, a bounded number of them.
        Assert.InRange(created["StartTransientUnit"], Count, Count);
        Assert.InRange(created["StartUnit"], Count, Count);
        Assert.InRange(created.Values.Sum(), 0, Count * 15);

        var before = await InvocationsAsync(lab);
        await Crowd.DropAsync(lab, Enumerable.Range(0, 20), "2");
        var changed = await MeasureAsync(lab, calls, "change 20", Count, edition: "2", edited: 20);
        Assert.Equal(20, changed["StartTransientUnit"]);
        AssertSame(before, await InvocationsAsync(lab), except: Enumerable.Range(0, 20));

        before = await InvocationsAsync(lab);
        (await lab.ShellAsync(
            $"cd {Controller.Manifests} && rm {string.Join(' ', Enumerable.Range(100, 50).Select(index => $"{Crowd.Name(index)}.json"))}"))
                .Succeeded();
        var removed = await MeasureAsync(lab, calls, "remove 50", Count - 50);
        Assert.False(removed.ContainsKey("StartTransientUnit"));
        AssertSame(before, await InvocationsAsync(lab), except: Enumerable.Range(100, 50));

        before = await InvocationsAsync(lab);
        (await lab.ExecAsync("systemctl", "reload", Controller.Unit)).Succeeded();
        await Crowd.DropAsync(lab, [Count], "1");
        await AwaitAsync(lab, Count - 50 + 1, "", 0);
        await calls.TakeAsync();
        (await lab.ExecAsync("systemctl", "reload", Controller.Unit)).Succeeded();
        await lab.EventuallyAsync(
            "the resync has listed",
            async () => (await lab.ExecAsync("grep", "-c", "ListUnitsByPatterns", "/run/bus-calls")).Stdout.Trim() is not ("0" or ""));
        // All are as they were: nothing is looked at by itself.
        await calls.QuietAsync();
        var resynced = await calls.TakeAsync();
        Figure.Print($"resync of {Count - 49} workloads in sync, engine stand-in", Text(resynced));
        Assert.Empty(resynced.Keys.Except(["ListUnitsByPatterns", "ListUnitsByNames"]));
        Assert.InRange(resynced["ListUnitsByPatterns"], 1, 3);
        AssertSame(before, await InvocationsAsync(lab), except: [Count]);
        Figure.Print(
            "resident memory of the controller, 151 workloads",
            (await lab.ShellAsync(
                $"grep VmRSS /proc/$(systemctl show --value -p MainPID {Controller.Unit})/status | tr -s '\\t ' ' '")).Text);
    }

    private static async Task<SortedDictionary<string, int>> MeasureAsync(
        Lab lab, BusCalls calls, string what, int expected, string edition = "", int edited = 0)
    {
        var began = Stopwatch.GetTimestamp();
        await AwaitAsync(lab, expected, edition, edited);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var made = await calls.TakeAsync();
        Figure.Print($"{what} workloads, engine stand-in", $"{seconds:0.0} s; D-Bus calls: {Text(made)}");
        return made;
    }

    // All of them run and are reported so, and as many are of the edition.
    private static Task AwaitAsync(Lab lab, int expected, string edition, int edited) => lab.EventuallyAsync(
        $"{expected} workloads are in sync, {edited} of edition {edition}",
        async () => (await lab.ShellAsync($"""
            cat /run/oci-reconciler/status/*.json 2> /dev/null | jq -s 'map(select(.inSync and .phase == "Running")) | length'
            systemctl show -p ExecStart --value '{Crowd.Units}' | grep -c 'EDITION={edition} ' || true
            ls /run/oci-reconciler/status/*.json 2> /dev/null | wc -l
            """)).Text,
        seen => seen.Split('\n') is [var running, var changed, var all] && running == $"{expected}" && all == $"{expected}"
            && (edited == 0 || changed == $"{edited}"),
        TimeSpan.FromMinutes(5));

    private static async Task<SortedDictionary<string, string>> InvocationsAsync(Lab lab)
    {
        var text = (await lab.ExecAsync("systemctl", "show", "-p", "Id", "-p", "InvocationID", "-p", "NRestarts", Crowd.Units))
            .Succeeded().Text;
        return new SortedDictionary<string, string>(
            text.Split("\n\n").Select(block => block.Split('\n').Order(StringComparer.Ordinal).ToList())
                .ToDictionary(lines => lines[0], lines => string.Join(' ', lines)), StringComparer.Ordinal);
    }

    private static void AssertSame(SortedDictionary<string, string> before, SortedDictionary<string, string> after, IEnumerable<int> except)
    {
        foreach (var name in except.Select(index => $"Id={Crowd.Unit(index)}"))
        {
            before.Remove(name);
            after.Remove(name);
        }

        Assert.Equal(before, after);
    }

    private static string Text(SortedDictionary<string, int> calls) => string.Join(", ", calls.Select(call => $"{call.Key} {call.Value}"));
}
