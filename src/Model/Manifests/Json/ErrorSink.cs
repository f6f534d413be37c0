namespace OciReconciler.Model.Manifests.Json;

/// <summary>
/// Collects the errors of one file, and of what other files put into it. Beyond a limit it only counts: a broken file of megabytes has no
/// use for a million lines.
/// </summary>
/// <param name="wasAccepted">
/// What is read was accepted once, by this controller or another version of it: what a rule forbids is taken all the same, with a warning.
/// </param>
internal sealed class ErrorSink(string file, bool wasAccepted = false)
{
    public const int Limit = 1000;

    private readonly List<ManifestError> _errors = [];
    private int _left;

    /// <summary>The file, as it was named to us.</summary>
    public string File => file;

    public bool HasErrors { get; private set; }

    /// <summary>How many errors and warnings there are.</summary>
    public int Count => _errors.Count + _left;

    /// <summary>What a rule forbids is taken all the same.</summary>
    public bool TakesForbidden => wasAccepted;

    /// <summary>The first thing that does harm to what is not the workload's; null: nothing does.</summary>
    public ManifestError? Harm { get; private set; }

    /// <summary>There is null where no version of the controller writes it.</summary>
    public bool HasStrayNull { get; set; }

    public void Add(int line, string path, string message) => Take(new ManifestError(file, line, path, message));

    public void Add(TreeNode node, string message) => Take(node, message, isWarning: false);

    /// <summary>Reports an error at a field's name.</summary>
    public void Add(TreeMember member, string message) => Take(At(member.Value, member.Line, message));

    /// <summary>Reports an error at a field's name; its message, which may cost a search, is made only when there is room for it.</summary>
    public void Add(TreeMember member, Func<string> message)
    {
        HasErrors = true;
        if (_errors.Count < Limit)
            Add(member, message());
        else
            _left++;
    }

    /// <summary>Reports what can be read and a rule forbids.</summary>
    public void Forbid(TreeNode node, string message) => Take(node, message, wasAccepted);

    /// <summary>Reports, at a field's name, what can be read and a rule forbids.</summary>
    public void Forbid(TreeMember member, string message) => Take(At(member.Value, member.Line, message) with { IsWarning = wasAccepted });

    /// <summary>Reports what can be read and a rule forbids.</summary>
    public void Forbid(int line, string path, string message) =>
        Take(new ManifestError(file, line, path, message, IsWarning: wasAccepted));

    /// <summary>Reports what a rule forbids because each start would do harm to what is not the workload's.</summary>
    public void ForbidHarm(TreeNode node, string message)
    {
        Harm ??= At(node, node.Line, message);
        Forbid(node, message);
    }

    public void Warn(TreeNode node, string message) => Take(node, message, isWarning: true);

    /// <summary>All of them, in order of line; after those of the file the ones of others.</summary>
    public ImmutableArray<ManifestError> ToSorted()
    {
        var sorted = _errors.OrderBy(error => error.File == file ? "" : error.File, StringComparer.Ordinal).ThenBy(error => error.Line);
        return _left == 0
            ? [.. sorted]
            : [.. sorted, new ManifestError(
                file,
                _errors.Max(error => error.Line),
                "$",
                $"{_left} more errors and warnings are not shown: correct the first ones and look again")];
    }

    private void Take(TreeNode node, string message, bool isWarning)
    {
        if (!node.IsUnresolved)
            Take(At(node, node.Line, message) with { IsWarning = isWarning });
    }

    private ManifestError At(TreeNode node, int line, string message) => new(node.File ?? file, line, node.Path, message);

    private void Take(ManifestError error)
    {
        HasErrors |= !error.IsWarning;
        if (_errors.Count < Limit)
            _errors.Add(error);
        else
            _left++;
    }
}
