using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Sets;

namespace OciReconciler.UnitTests.Sources;

/// <summary>
/// A manifest language of one line a workload, "NAME IMAGE [unit=U] [after=NAME]", so that these tests hang on no parser. A line with '!'
/// is broken.
/// </summary>
internal static class TinyManifests
{
    private static readonly ImmutableSortedDictionary<string, string> NoLabels =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static ManifestFunctions Rules { get; } = new(Parse, Check, Accepted, Write);

    public static ManifestParsing Parsing => new(Parse, () => { });

    public static ManifestFile Parse(string file, ReadOnlyMemory<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8.Span);
        if (text.StartsWith('"'))
            text = JsonSerializer.Deserialize<string>(text)!;
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines.Any(line => line.Contains('!') || line.Split(' ').Length < 2))
            return new ManifestFile(file, [], [new ManifestError(file, 1, "$", "not a tiny manifest")]);
        return new ManifestFile(
            file, [.. lines.Select((line, index) => new DeclaredWorkload(Spec(line), file, index + 1, $"$.items[{index}]"))], []);
    }

    private static AcceptedRevision Accepted(string file, ReadOnlyMemory<byte> utf8) => Parse(file, utf8) switch
    {
        { Workloads: [var workload] } => new AcceptedRevision(workload, Damage: null, Unknown: null, Harm: null),
        { Errors: [var error, ..] } => new AcceptedRevision(null, error.Message, Unknown: null, Harm: null),
        _ => new AcceptedRevision(null, "not one workload", Unknown: null, Harm: null),
    };

    public static WorkloadSpec Spec(string line)
    {
        string[] words = line.Split(' ');
        return new WorkloadSpec
        {
            Key = new WorkloadKey(words[0]),
            Image = words[1],
            ServiceName = Value(words, "unit="),
            DependsOn = Value(words, "after=") is { } after ? [after] : [],
        };
    }

    private static string? Value(string[] words, string key) =>
        words.FirstOrDefault(word => word.StartsWith(key, StringComparison.Ordinal))?[key.Length..];

    private static string Write(WorkloadSpec spec, ImmutableSortedDictionary<string, string> labels)
    {
        _ = labels ?? NoLabels;
        string line = $"{spec.Key} {spec.Image}" + (spec.ServiceName is { } unit ? $" unit={unit}" : "")
            + string.Concat(spec.DependsOn.Select(name => $" after={name}"));
        return JsonSerializer.Serialize(line);
    }

    private static ImmutableArray<SetError> Check(IReadOnlyList<ManifestFile> files)
    {
        var all = files.SelectMany(file => file.Workloads).ToList();
        var errors = new List<SetError>();
        foreach (var same in all.GroupBy(workload => workload.Key).Where(group => group.Count() > 1))
            errors.AddRange(same.Select(workload => Error(workload, "name", $"{workload.Key} is declared twice")));
        var units = all.GroupBy(workload => workload.Spec.ServiceName ?? "podman-" + workload.Key, StringComparer.Ordinal);
        foreach (var same in units.Where(group => group.DistinctBy(workload => workload.Key).Count() > 1))
            errors.AddRange(same.Select(workload => Error(workload, "unit", $"unit {same.Key} is wanted twice")));
        var next = all.DistinctBy(workload => workload.Key)
            .ToDictionary(workload => workload.Key.Name, workload => workload.Spec.DependsOn, StringComparer.Ordinal);
        errors.AddRange(all.Where(workload => Reaches(next, workload.Key.Name)).Select(workload => Error(workload, "after", "a cycle")));
        return [.. errors];
    }

    private static bool Reaches(Dictionary<string, ImmutableArray<string>> next, string start)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(next[start]);
        while (open.TryPop(out string? name))
        {
            if (string.Equals(name, start, StringComparison.Ordinal))
                return true;
            if (seen.Add(name) && next.TryGetValue(name, out var more))
                more.ToList().ForEach(open.Push);
        }

        return false;
    }

    private static SetError Error(DeclaredWorkload workload, string field, string message) =>
        new(new ManifestError(workload.File, workload.Line, $"{workload.Path}.{field}", message), [workload]);
}
