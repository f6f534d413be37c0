namespace OciReconciler.Model.StartFailures;

/// <summary>Phrases that mean one and the same.</summary>
/// <param name="phrases">Fragments that follow one another, with an ellipsis between them.</param>
internal sealed class StartFailureRule(string reason, string remedy, params string[] phrases)
{
    private readonly string[][] _phrases = [.. phrases.Select(phrase => phrase.Split('…'))];

    /// <summary>What stands before and after the name of what is missing; nothing after it: the rest of the text.</summary>
    public ImmutableArray<(string Before, string After)> Names { get; init; } = [];

    /// <summary>What is missing.</summary>
    public MissingKind Kind { get; init; }

    /// <summary>The failure, when a phrase fits; else null.</summary>
    public StartFailure? Apply(string text) => Array.Exists(_phrases, phrase => Fits(text, phrase))
        ? new StartFailure(reason, text, remedy)
        {
            Missing = Names.Select(place => Between(text, place.Before, place.After)).FirstOrDefault(name => name is not null) is { } name
                ? new(Kind, name)
                : null,
        }
        : null;

    private static bool Fits(string text, string[] fragments)
    {
        var from = 0;
        foreach (var fragment in fragments)
        {
            var at = text.IndexOf(fragment, from, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return false;
            from = at + fragment.Length;
        }

        return true;
    }

    private static string? Between(string text, string before, string after)
    {
        var at = text.IndexOf(before, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var start = at + before.Length;
        var end = after.Length == 0 ? text.Length : text.IndexOf(after, start, StringComparison.OrdinalIgnoreCase);
        return end > start ? text[start..end] : null;
    }
}
