using System.Globalization;
using System.Text.Json.Nodes;
using OciReconciler.Cli;
using OciReconciler.Configuration;
using OciReconciler.Hosting;

namespace OciReconciler.UnitTests.Workloads.Fuzz;

/// <summary>
/// Ten thousand labels, names and paths through every way that leads to a key, with a file system that is watched: nothing is written
/// outside the controller's directories.
/// </summary>
public sealed class KeyFuzzTests : IDisposable
{
    private const int Texts = 10_000;
    private const int Seed = 20_260_101;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private readonly string _root = Path.Combine(Directory.Exists("/dev/shm")
        ? "/dev/shm" : Path.GetTempPath(), $"oci-keys-{Guid.NewGuid():N}");
    private readonly WatchedTree _tree;
    private readonly KeyedStores _stores;
    private readonly ReconcilerOptions _options;

    public KeyFuzzTests()
    {
        _tree = new WatchedTree(_root, "1/2/3/4/5/6/7/8");
        _options = new ReconcilerOptions {
            RuntimeDirectory = Path.Combine(_tree.Inside, "run"), StateDirectory = Path.Combine(_tree.Inside, "lib") };
        _stores = new KeyedStores(_options);
    }

    public void Dispose()
    {
        _tree.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Texts_ThroughEveryEntry_AreNamesOrNothingAndNothingIsWrittenOutside()
    {
        var texts = HostileTexts.Of(Texts, Seed, _tree.Levels).ToList();
        var names = texts.Where(IsName).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(names, texts.Where(text => WorkloadKey.TryParse(text) is not null).ToHashSet(StringComparer.Ordinal));
        Assert.All(texts.Where(text => !IsName(text)), text => Assert.Throws<ArgumentException>(() => new WorkloadKey(text)));
        Assert.Subset(names, await LabelsAsync(texts));
        Assert.Subset(names, Marks(texts));
        Assert.Subset(names, Manifests(texts));
        Assert.Subset(names, Commands(texts));
        Figure.Print("labels, names and paths", $"{texts.Count}, of which {names.Count} are names of workloads");

        foreach (var name in names)
            _stores.Use(new WorkloadKey(name));
        Assert.Empty(_tree.Violations());
    }

    [Fact]
    public void Files_NamedOrFilledWithThem_AreReadWrittenAndRemovedInTheirDirectoriesAlone()
    {
        var number = 0;
        foreach (var text in HostileTexts.Of(Texts, Seed + 1, _tree.Levels))
        {
            var file = IsFileName(text) ? text : number.ToString(CultureInfo.InvariantCulture);
            var content = Encoding.UTF8.GetBytes(Contents(text)[number++ % 5]);
            foreach (var (directory, suffix) in KeyedStores.Directories(_options))
            {
                Directory.CreateDirectory(directory);
                if (Encoding.UTF8.GetByteCount(file + suffix) < 256)
                    File.WriteAllBytes(Path.Combine(directory, file + suffix), content);
            }
        }

        _stores.ReadAll();
        Assert.Empty(_tree.Violations());
    }

    [Fact]
    public void Watch_FileThatIsThereForAMomentAndOneThatIsChanged_AreSeen()
    {
        var (moment, canary) = (Path.Combine(_tree.Levels[3], "moment.json"), Path.Combine(_tree.Levels[5], "etc/m/keep.json"));
        File.WriteAllText(Path.Combine(_options.StatusDirectory, "web.json"), "{}");
        Assert.Empty(_tree.Violations());
        File.WriteAllText(moment, "");
        File.Delete(moment);
        File.AppendAllText(canary, "");
        Assert.Superset(new HashSet<string> { moment, canary }, _tree.Violations().ToHashSet());
    }

    // Through the reader of an engine's event stream.
    private static async Task<ISet<string>> LabelsAsync(List<string> labels)
    {
        var lines = labels.Select(label => new JsonObject
        {
            ["Action"] = "die",
            ["Actor"] = new JsonObject { ["Attributes"] = new JsonObject { [Ownership.WorkloadLabel] = label } },
        }.ToJsonString());
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        using var reader = new EngineEventReader(stream, Backend.Docker);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is EngineEvent.Container container)
            seen.Add(container.Workload.Name);
        Assert.NotEmpty(seen);
        return seen;
    }

    private static HashSet<string> Marks(List<string> texts) =>
        [.. texts.SelectMany(text => new[] { Mark(text), $"{text}: x ({Mark(text)})" })
            .Select(description => Ownership.TryParse(description, out var mark) ? mark.Key.Name : null).OfType<string>()];

    private static string Mark(string text) => $"oci-reconciler/1 {text} podman-web.service 0123456789abcdef - -";

    private HashSet<string> Manifests(List<string> texts)
    {
        var rules = Composition.Rules(_options);
        var workloads = texts.SelectMany(Documents).Select(json => rules.Parse("/m/a.json", Encoding.UTF8.GetBytes(json)))
            .SelectMany(file => file.Workloads).ToList();
        ImportDirectory.Write(workloads.DistinctBy(workload => workload.Key), Path.Combine(_tree.Inside, "import"), force: true);
        return [.. workloads.Select(workload => workload.Key.Name).Concat(workloads.SelectMany(workload => workload.Spec.DependsOn))
            .Except(["other"], StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Documents(string text)
    {
        yield return Container(text, []).ToJsonString();
        yield return Container("other", [text]).ToJsonString();
        yield return new JsonObject { ["containers"] = new JsonObject { [text] = new JsonObject { ["image"] = "x" } } }.ToJsonString();
    }

    private static JsonObject Container(string name, JsonArray dependsOn) => new()
    {
        ["apiVersion"] = "oci-reconciler/v1",
        ["kind"] = "Container",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["image"] = "x", ["dependsOn"] = dependsOn },
    };

    private HashSet<string> Commands(List<string> texts)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            try
            {
                found.Add(KnownWorkload.Find(text, _options, rows: null).Key.Name);
            }
            catch (CommandFailure failure)
            {
                Assert.Equal(ExitCodes.Wrong, failure.ExitCode);
            }

            if (KnownWorkload.TryFind(text, _options) is { } known)
                found.Add(known.Key.Name);
        }

        return found;
    }

    // A status, a version, a record, an event, a request: each names a workload inside.
    private static string[] Contents(string text) =>
    [
        new JsonObject
        {
            ["name"] = text, ["backend"] = "podman", ["unit"] = text, ["file"] = text, ["image"] = text, ["autoStart"] = true,
                ["inSync"] = true, ["phase"] = "Running", ["dependsOn"] = new JsonArray(text),
        }.ToJsonString(),
        new JsonObject { ["source"] = text, ["file"] = text, ["manifest"] = Container(text, []) }.ToJsonString(),
        new JsonObject
        {
            ["good"] = new JsonObject {
                ["definitionHash"] = text, ["inputsHash"] = text, ["imageId"] = text, ["document"] = Container(text, []).ToJsonString() },
            ["bad"] = new JsonObject { ["manifestDigest"] = text, ["reason"] = text, ["message"] = text, ["at"] = "2026-01-01T00:00:00Z" },
        }.ToJsonString(),
        new JsonObject { ["sequence"] = 1, ["firstTime"] = "2026-01-01T00:00:00Z", ["lastTime"] = "2026-01-01T00:00:00Z", ["count"] = 1,
            ["type"] = "Normal", ["reason"] = text, ["message"] = text, ["workload"] = text }.ToJsonString() + "\n",
        text,
    ];

    private static bool IsFileName(string text) =>
        text.Length > 0 && text is not ("." or "..") && !text.Contains('/', StringComparison.Ordinal)
        && !text.Contains('\0', StringComparison.Ordinal);

    // The test's own words.
    private static bool IsName(string text) =>
        text.Length > 0 && Alphabet.Contains(text[0], StringComparison.Ordinal)
        && text.All(character => (Alphabet + "_.-").Contains(character, StringComparison.Ordinal))
        && text.Sum(character => character == '-' ? 4 : 1) <= 245;
}
