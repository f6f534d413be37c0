namespace OciReconciler.UnitTests.Workloads.Fuzz;

/// <summary>
/// Texts that somebody may give for the name of a workload: paths, options, what editors and shells make of it, odd characters, and names.
/// </summary>
internal static class HostileTexts
{
    /// <summary>In every name that could be written somewhere, so that it is found there.</summary>
    public const string Token = "precious7k";

    private static readonly string[] Pieces =
    [
        "..", ".", "/", "//", "../", "../../", "../../../", "../../../../", "./", "/../", "\\", "..\\", "~", "~/", "-", "--", "-rf", "_",
            "a", "web", "db-1", "0x", "A.B", Token, Token + ".json", "x/" + Token,
        "etc/m/keep", "opt/", "log/", "run/", "status/", "desired/", "paused/", ".json", ".jsonl", ".damaged", ".new-1.tmp", "_sources",
            "\0", "\n", "\r", "\t", " ", "\u001b[2J", "\u0085", "\u2028", "\u202e",
        "\u00a0", "\u2215", "\u2044", "\uff0e\uff0e\uff0f", "\uff57\uff45\uff42", "\u0661", "\u212a", "\u00df", "\ud83d\ude00", "\ud800",
            "%2e%2e%2f", "%n", "%i", "$HOME", "$(id)", "`id`", "*", "?", "[a]", "{a,b}", "|", ";", "&",
        "'", "\"", "@", ":", "=", ",", "#", "!", "con", "nul", "null", "true", "lock", "sources", "settings", "x2d", "\\x2d", "oci-",
            ".slice", ".service",
    ];

    /// <summary>So many, the same for the same seed.</summary>
    /// <param name="places">Absolute paths that a text may begin with.</param>
    public static IEnumerable<string> Of(int count, int seed, IReadOnlyList<string> places)
    {
        var random = new Random(seed);
        for (var index = 0; index < count; index++)
        {
            yield return random.Next(10) switch
            {
                0 => string.Concat(Enumerable.Repeat("../", random.Next(1, 14))) + Pick(random, ["", "opt/", "etc/m/", "log/"]) + Token
                    + Pick(random, ["", ".json", ".jsonl"]),
                1 => places[random.Next(places.Count)] + "/" + Pick(random, ["", "opt/", "etc/m/"]) + Token,
                2 => Name(random, random.Next(1, 20)),
                3 => Name(random, random.Next(1, 300)),
                _ => string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pick(random, Pieces))),
            };
        }
    }

    private static string Name(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => Pick(random, ["a", "Z", "7", "-", "_", "."])));

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
