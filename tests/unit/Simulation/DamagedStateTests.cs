using OciReconciler.UnitTests.Files;
using OciReconciler.UnitTests.Simulation.Controllers;

namespace OciReconciler.UnitTests.Simulation;

/// <summary>
/// The real controller on a simulated host finds its own files damaged in every way: it starts, nothing that runs is touched, and what was
/// there is set aside.
/// </summary>
public sealed class DamagedStateTests
{
    private static readonly string[] OtherText = ["strings are empty", "strings lead elsewhere"];
    private static readonly string[] OtherTail = ["empty", "half", "end lost", "more behind it", "twice"];

    // What is no damage: it says less, or something else, in the form that was expected; or it is what a killed writer leaves at the end of
    // a ring.
    private static readonly Dictionary<string, string[]> Harmless = new(StringComparer.Ordinal)
    {
        ["lib/desired/w0.json"] = [],
        ["lib/workloads/w0.json"] = ["an empty object", "members are gone", "objects are null"],
        ["lib/events/w0.jsonl"] = OtherTail,
        ["lib/events/_sources.jsonl"] = OtherTail,
        ["run/status/w0.json"] = [],
        ["run/applied/w0.json"] = ["beginning lost", "byte order mark", "objects are null", "objects are empty", "lists are null",
            "lists have null", "strings are null", "values are null", "strings are numbers", .. OtherText],
        ["run/applied/w0.inputs"] = OtherText,
        ["run/sources.json"] = ["numbers are negative", .. OtherText],
        ["run/settings.json"] = ["objects are empty", .. OtherText],
    };

    public static TheoryData<string> Paths => [.. Harmless.Keys];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Start_FileOfOursIsDamaged_GoesOnTouchesNothingAndSetsItAside(string path)
    {
        var wrong = Damage.All.Keys.Select(damage => Try(path, damage)).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string? Try(string path, string damage)
    {
        using var host = new SimulatedHost(seed: 1, isTraced: true);
        var run = new SmallRun(host);
        run.Converge();
        host.KillController();
        var file = Path.Combine(Path.GetDirectoryName(host.Disk.State)!, path);
        var before = File.ReadAllBytes(file);
        Damage.All[damage](file);
        var after = FileStat.OfEntry(file, out var stat) == 0 && stat is { IsRegular: true, Size: < StateFiles.MaxBytes }
            ? File.ReadAllBytes(file) : null;
        if (after is not null && after.AsSpan().SequenceEqual(before))
            return null;

        run.Restart();
        if (run.Wrong is { } wrong)
            return $"{path}, {damage}: {wrong}";
        // Some are read when they are needed; and what takes their place is whole.
        if (path.EndsWith(".inputs", StringComparison.Ordinal))
            run.ChangeInput();
        run.Edit();
        host.KillController();
        run.Restart();
        run.Edit();
        return run.Wrong is { } later ? $"{path}, {damage}, later: {later}" : SetAside(host, path, damage, file, after);
    }

    private static string? SetAside(SimulatedHost host, string path, string damage, string file, byte[]? content)
    {
        var isAside = Path.Exists(file + ".damaged");
        if (isAside == (Harmless[path].Contains(damage) || damage == "a link to nowhere"))
            return $"{path}, {damage}: {(isAside ? "set aside" : "not set aside")}";
        if (isAside && content is not null && !File.ReadAllBytes(file + ".damaged").AsSpan().SequenceEqual(content))
            return $"{path}, {damage}: what was set aside is not what was there";
        if (isAside != host.Calls.Recent.Any(line => line.Contains($"{file} is damaged: ", StringComparison.Ordinal)))
            return $"{path}, {damage}: {(isAside ? "not told" : "told")}";
        return Path.Exists(file + ".damaged-2") ? $"{path}, {damage}: damaged again" : null;
    }

    [Fact]
    public void Start_LastValidVersionIsDamagedAndTheManifestBroken_WhatRunsRunsOn()
    {
        foreach (var damage in Damage.All)
        {
            using var host = new SimulatedHost(seed: 1, isTraced: false);
            var run = new SmallRun(host);
            run.Converge();
            host.KillController();
            host.Slots[0].IsBroken = true;
            damage.Value(Path.Combine(host.Disk.State, "desired", "w0.json"));
            run.Restart();
            Assert.True(run.Wrong is null, $"{damage.Key}: {run.Wrong}");
            Assert.True(host.Systemd.Units["podman-w0.service"].IsActive, damage.Key);
        }
    }
}
