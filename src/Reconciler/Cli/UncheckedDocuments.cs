using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Trees;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Cli;

/// <summary>
/// Documents that none of the hosts takes which a repository was rendered for: nobody has looked into them. Keeps what they all leave out,
/// and nothing else of the hosts.
/// </summary>
internal sealed class UncheckedDocuments
{
    private Dictionary<(string File, int Line, string Path), UnselectedDocument>? _documents;

    /// <summary>Adds what is for other hosts than one.</summary>
    public void Add(IEnumerable<UnselectedDocument> unselected)
    {
        var known = _documents;
        _documents = unselected.Select(document => (Key: (document.File, document.Line, document.Path), document))
            .Where(each => known?.ContainsKey(each.Key) != false)
            .DistinctBy(each => each.Key)
            .ToDictionary(each => each.Key, each => known is null ? each.document : each.document with
            {
                UnknownLabels = each.document.UnknownLabels.Intersect(known[each.Key].UnknownLabels),
            });
    }

    /// <summary>A warning for each.</summary>
    public IEnumerable<ManifestError> Warnings() => (_documents ?? []).Values.Select(document => new ManifestError(
        document.File, document.Line, document.Path, Message(document), IsWarning: true));

    /// <summary>
    /// For one host, a warning for each that it may get all the same: nothing but labels that are not known here keeps it from it.
    /// </summary>
    public static IEnumerable<ManifestError> Undecided(string host, IEnumerable<UnselectedDocument> unselected) => unselected
        .Where(document => !document.IsForOthers)
        .Select(document => new ManifestError(document.File, document.Line, document.Path, Undecided(host, document), IsWarning: true));

    private static string Undecided(string host, UnselectedDocument document)
    {
        var labels = document.UnknownLabels;
        var options = labels.Select(label => $"--label {label}={document.Selector[label]}");
        return $"is left out for {host}, and nobody has looked into it: {string.Join(", ", labels)} {(labels.Count == 1 ? "is" : "are")} "
            + $"not known here: {string.Join(' ', options)}";
    }

    private static string Message(UnselectedDocument document)
    {
        var selector = NodeSelectors.Text(document.Selector);
        var what = $"is for no host that is checked, and nobody has looked into it: its nodeSelector is {selector}";
        return document.UnknownLabels.IsEmpty
            ? $"{what}. Correct it, or add a file of such a host to {TreePaths.Hosts}"
            : $"{what}, and {string.Join(", ", document.UnknownLabels)} of no host is known here. Give it by --label, or in labels of "
                + TreePaths.OfHost("NAME");
    }
}
