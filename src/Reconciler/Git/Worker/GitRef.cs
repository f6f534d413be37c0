using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>What a source's ref asks for. Pure.</summary>
/// <param name="Text">As it was configured; "HEAD" where nothing was.</param>
/// <param name="Commit">The commit, when it is one's full name.</param>
/// <param name="Candidates">Full names of refs that may be meant.</param>
internal sealed record GitRef(string Text, CommitId? Commit, ImmutableArray<string> Candidates)
{
    private const string Branches = "refs/heads/";
    private const string Tags = "refs/tags/";
    private const string Peeled = "^{}";

    /// <summary>The refs that are looked at: the candidates, and what tags name in the end.</summary>
    public IEnumerable<string> Names =>
        Candidates.SelectMany(name => name.StartsWith(Tags, StringComparison.Ordinal) ? [name, name + Peeled] : new[] { name });

    /// <summary>
    /// Options of <c>git ls-remote</c> by which the server is asked for branches or tags alone: names alone have it send all refs that it
    /// has, which are filtered here. None where another ref may be meant.
    /// </summary>
    public IEnumerable<string> Kinds => Candidates.All(name => KindOf(name) is not null) ? Candidates.Select(name => KindOf(name)!) : [];

    /// <summary>Reads what was configured.</summary>
    /// <exception cref="GitException">It cannot be the name of a ref.</exception>
    public static GitRef Parse(string text)
    {
        if (text is "" or "HEAD")
            return new GitRef("HEAD", null, ["HEAD"]);
        if (CommitId.TryParse(text, out var commit))
            return new GitRef(text, commit, []);
        if (GitRefs.ErrorOf(text) is not null)
        {
            throw new GitException(
                Reasons.GitRefNotFound,
                $"\"{RepositoryPaths.Shown(text)}\" is no name of a ref: give a branch, a tag, a full ref name (refs/...) or all "
                + "digits of a commit.");
        }

        return text.StartsWith("refs/", StringComparison.Ordinal)
            ? new GitRef(text, null, [text])
            : new GitRef(text, null, [$"{Branches}{text}", $"{Tags}{text}"]);
    }

    /// <summary>Which ref of a listing it is.</summary>
    /// <param name="rows">What the server has of <see cref="Names"/>.</param>
    /// <exception cref="GitException">None, or more than one.</exception>
    public GitTip Find(IReadOnlyDictionary<string, string> rows)
    {
        var found = Candidates.Where(rows.ContainsKey).ToArray();
        if (found.Length > 1)
        {
            throw new GitException(
                Reasons.GitRefNotFound, $"\"{Text}\" is a branch and a tag: give the full name, {string.Join(" or ", found)}.");
        }

        if (found is not [var name] || !CommitId.TryParse(rows[name], out var id))
            throw NotFound();
        var target = rows.TryGetValue(name + Peeled, out var peeled) && CommitId.TryParse(peeled, out var commit) ? commit : id;
        return new GitTip(name, id, target);
    }

    private static string? KindOf(string name) =>
        name.StartsWith(Branches, StringComparison.Ordinal) ? "--heads"
        : name.StartsWith(Tags, StringComparison.Ordinal) ? "--tags"
        : null;

    private GitException NotFound() => new(
        Reasons.GitRefNotFound,
        Text == "HEAD"
            ? "The repository has no commit yet, or its HEAD names a branch that is not there: push one, or configure a branch."
            : $"The repository has no {(Candidates.Length > 1 ? "branch or tag" : "ref")} \"{Text}\": push it, or correct the ref.");
}

/// <summary>What a ref of the server names.</summary>
/// <param name="Name">What is fetched: the full name of the ref, or all digits of the commit.</param>
/// <param name="Object">What it names: a commit, or a tag object.</param>
/// <param name="Target">What that names in the end.</param>
internal sealed record GitTip(string Name, CommitId Object, CommitId Target)
{
    /// <summary>The tag's name, or null when the ref is none.</summary>
    public string? Tag => Name.StartsWith("refs/tags/", StringComparison.Ordinal) ? Name["refs/tags/".Length..] : null;
}
