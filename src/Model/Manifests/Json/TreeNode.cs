using System.Globalization;
using System.Text;

namespace OciReconciler.Model.Manifests.Json;

/// <summary>What a JSON value is, in the words of our messages.</summary>
internal enum NodeKind
{
    Object,
    List,
    Text,
    Number,
    Bool,
    Null,
}

/// <summary>A JSON value that knows its line and path.</summary>
internal sealed class TreeNode(NodeKind kind, int line, TreeNode? parent, string? name, int index)
{
    // Most nodes are neither objects nor lists: a node allocates both only when it needs them.
    private List<TreeMember>? _members;
    private List<TreeNode>? _items;

    public NodeKind Kind { get; } = kind;

    /// <summary>Line of the value, from 1.</summary>
    public int Line { get; } = line;

    public TreeNode? Parent { get; } = parent;

    /// <summary>A string's value, or a number as it was written.</summary>
    public string Text { get; init; } = "";

    public bool Flag { get; init; }

    /// <summary>The file of a root; a value that was put into another file's tree is still of its own.</summary>
    public string? Origin { get; init; }

    /// <summary>Values were put into its text.</summary>
    public bool IsExpanded { get; init; }

    /// <summary>Its text needs values that are not there, which is reported already: no more is to be said of it.</summary>
    public bool IsUnresolved { get; init; }

    /// <summary>The file that it was read from; null: nobody said.</summary>
    public string? File
    {
        get
        {
            var root = this;
            while (root.Parent is { } parent)
                root = parent;
            return root.Origin;
        }
    }

    /// <summary>Fields of an object, in the order of the file; the first of two with one name.</summary>
    public IReadOnlyList<TreeMember> Members => _members ?? [];

    /// <summary>Values of a list.</summary>
    public IReadOnlyList<TreeNode> Items => _items ?? [];

    /// <summary>Made only when asked for: a big file has many nodes and few errors.</summary>
    public string Path
    {
        get
        {
            var nodes = new Stack<TreeNode>();
            for (var node = this; node is not null; node = node.Parent)
                nodes.Push(node);
            var path = new StringBuilder();
            foreach (var node in nodes)
                node.AppendSegment(path);
            return path.ToString();
        }
    }

    public TreeMember? Find(string name) => _members?.Find(member => string.Equals(member.Name, name, StringComparison.Ordinal));

    /// <summary>The same object, in the same place, with other fields.</summary>
    public TreeNode With(IEnumerable<TreeMember> members) =>
        new(Kind, Line, Parent, name, index) { Origin = Origin, _members = [.. members] };

    /// <summary>The same list, in the same place, with other values.</summary>
    public TreeNode With(IEnumerable<TreeNode> items) => new(Kind, Line, Parent, name, index) { Origin = Origin, _items = [.. items] };

    /// <summary>The same string, in the same place, with values put into it.</summary>
    public TreeNode Expanded(string text) => new(Kind, Line, Parent, name, index) { Origin = Origin, Text = text, IsExpanded = true };

    /// <summary>The same string, in the same place, as one that lacks its values.</summary>
    public TreeNode Unresolved() => new(Kind, Line, Parent, name, index) { Origin = Origin, Text = Text, IsUnresolved = true };

    public void Add(TreeMember member) => (_members ??= []).Add(member);

    public void Add(TreeNode item) => (_items ??= []).Add(item);

    private void AppendSegment(StringBuilder path)
    {
        if (Parent is null)
            path.Append('$');
        else if (name is null)
            path.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
        else if (IsPlain(name))
            path.Append('.').Append(name);
        else
            path.Append("['").Append(Quoting.Escape(name, 80).Replace("'", "\\'", StringComparison.Ordinal)).Append("']");
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 80 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '$');
}

/// <summary>A field of an object.</summary>
/// <param name="Line">Line of the name, from 1.</param>
internal sealed record TreeMember(string Name, int Line, TreeNode Value);
