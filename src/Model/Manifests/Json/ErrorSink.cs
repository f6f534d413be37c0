using System.Collections.Immutable;

namespace OciReconciler.Model.Manifests.Json;

/// <summary>Collects the errors of one file. Beyond a limit it only counts: a broken file of megabytes has no use for a million lines.</summary>
internal sealed class ErrorSink(string file)
{
    public const int Limit = 1000;

    private readonly List<ManifestError> _errors = [];
    private int _left;

    public bool HasErrors { get; private set; }

    public void Add(int line, string path, string message) => Take(new ManifestError(file, line, path, message));

    public void Add(TreeNode node, string message) => Add(node.Line, node.Path, message);

    /// <summary>Reports an error at a field's name; its message, which may cost a search, is made only when there is room for it.</summary>
    public void Add(TreeMember member, Func<string> message)
    {
        HasErrors = true;
        if (_errors.Count < Limit)
            Add(member.Line, member.Value.Path, message());
        else
            _left++;
    }

    public void Warn(TreeNode node, string message) => Take(new ManifestError(file, node.Line, node.Path, message, IsWarning: true));

    /// <summary>All of them, in order of line.</summary>
    public ImmutableArray<ManifestError> ToSorted()
    {
        var sorted = _errors.OrderBy(error => error.Line);
        return _left == 0
            ? [.. sorted]
            : [.. sorted, new ManifestError(file, _errors.Max(error => error.Line), "$", $"{_left} more errors and warnings are not shown: correct the first ones and look again")];
    }

    private void Take(ManifestError error)
    {
        HasErrors |= !error.IsWarning;
        if (_errors.Count < Limit)
            _errors.Add(error);
        else
            _left++;
    }
}
