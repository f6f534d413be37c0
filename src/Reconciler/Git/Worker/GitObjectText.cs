using System.Globalization;
using System.Text;
using OciReconciler.Model.Git;

namespace OciReconciler.Git.Worker;

/// <summary>Commits and tags as git stores them: headers, an empty line, a message. Pure; never throws.</summary>
internal sealed class GitObjectText
{
    private readonly List<(string Name, string Value)> _headers = [];
    private readonly string _message;

    /// <summary>Reads one. What is no UTF-8 is replaced.</summary>
    public GitObjectText(ReadOnlySpan<byte> content)
    {
        var text = Encoding.UTF8.GetString(content);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        _message = end < 0 ? "" : text[(end + 2)..];
        foreach (var line in (end < 0 ? text.TrimEnd('\n') : text[..end]).Split('\n'))
        {
            // A line that begins with a space goes on with the one before.
            if (line.StartsWith(' ') && _headers.Count > 0)
                _headers[^1] = (_headers[^1].Name, $"{_headers[^1].Value}\n{line[1..]}");
            else if (line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space)
                _headers.Add((line[..space], line[(space + 1)..]));
        }
    }

    /// <summary>A header's value, or null when it is not there just once.</summary>
    public string? Header(string name) => _headers.Where(header => header.Name == name).ToArray() is [var one] ? one.Value : null;

    /// <summary>The signature of a commit, which is a header; null when it has none, or several.</summary>
    public string? CommitSignature =>
        _headers.Where(header => header.Name is "gpgsig" or "gpgsig-sha256").ToArray() is [var one] ? one.Value.TrimEnd('\n') + "\n" : null;

    /// <summary>The signature of a tag, which is the end of its message; null when it has none.</summary>
    public string? TagSignature
    {
        get
        {
            var text = "\n" + _message;
            var at = SignatureKinds.Beginnings.Max(begin => text.LastIndexOf("\n" + begin, StringComparison.Ordinal));
            return at < 0 ? null : text[(at + 1)..];
        }
    }

    /// <summary>The commit as people are shown it.</summary>
    public CommitInfo ToCommit(CommitId id)
    {
        var subject = _message.TrimStart('\n').Split('\n')[0];
        var author = Header("author") ?? "";
        var mail = author.LastIndexOf(" <", StringComparison.Ordinal);
        return new CommitInfo(
            id, RepositoryPaths.Shown((mail < 0 ? author : author[..mail]).Trim()), RepositoryPaths.Shown(subject.Trim()),
            TimeOf(Header("committer")));
    }

    // NAME <MAIL> SECONDS ZONE
    private static DateTimeOffset TimeOf(string? committer)
    {
        var cells = committer?[(committer.LastIndexOf('>') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var isTime = long.TryParse(cells.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        return DateTimeOffset.FromUnixTimeSeconds(isTime ? seconds : 0);
    }
}

/// <summary>Kinds of signatures, by how they begin.</summary>
internal static class SignatureKinds
{
    public const string Ssh = "-----BEGIN SSH SIGNATURE-----";
    public const string OpenPgp = "-----BEGIN PGP SIGNATURE-----";

    /// <summary>All that git knows, by gpg-interface.c.</summary>
    public static ImmutableArray<string> Beginnings { get; } =
        [Ssh, OpenPgp, "-----BEGIN PGP MESSAGE-----", "-----BEGIN SIGNED MESSAGE-----"];
}
