using System.Text;
using System.Text.Json;

namespace OciReconciler.Model.Manifests.Json;

/// <summary>Reads JSON into a tree with positions. Comments and trailing commas are allowed; the first syntax error ends it.</summary>
internal sealed class JsonTree
{
    public const int MaxDepth = 64;

    /// <summary>Each value costs some hundred bytes: a file of nothing but small values must not cost gigabytes.</summary>
    public const int MaxValues = 500_000;

    private readonly ReadOnlyMemory<byte> _json;
    private readonly ErrorSink _errors;
    private readonly ValueBudget? _budget;
    private TreeNode? _open;
    private readonly Dictionary<(TreeNode Owner, string Name), int> _names = [];
    private string? _pendingName;
    private int _pendingLine;
    private int _values;
    private int _countedTo;
    private int _line = 1;

    private JsonTree(ReadOnlyMemory<byte> json, ErrorSink errors, ValueBudget? budget)
    {
        _json = json;
        _errors = errors;
        _budget = budget;
    }

    /// <summary>
    /// The root, or null when the file cannot be read as JSON. Duplicate names and NULs are errors that let reading go on.
    /// </summary>
    /// <param name="budget">What the file's values are taken from; null: its own limit alone counts.</param>
    public static TreeNode? Read(ReadOnlyMemory<byte> utf8, ErrorSink errors, ValueBudget? budget = null)
    {
        if (Encodings.Problem(utf8.Span) is { } problem)
        {
            errors.Add(problem.Line, "$", problem.Message);
            return null;
        }

        var tree = new JsonTree(Encodings.WithoutMark(utf8), errors, budget);
        var root = tree.ReadDocument();
        budget?.TryTake(tree._values);
        return root;
    }

    private TreeNode? ReadDocument()
    {
        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth };
        var reader = new Utf8JsonReader(_json.Span, options);
        var before = new SyntaxPoint(0, JsonTokenType.None, 0);
        TreeNode? root = null;
        try
        {
            while (Advance(ref reader, ref before))
            {
                var node = Take(ref reader);
                root ??= node;
                if (Excess() is not { } excess)
                    continue;
                _errors.Add(node.Line, "$", excess);
                return null;
            }

            return root;
        }
        catch (JsonException)
        {
            AddSyntaxError(before);
            return null;
        }
    }

    private string? Excess() =>
        _values > MaxValues ? $"the file has more than {MaxValues} values: split it into several files"
        : _values > _budget?.Left ? _budget.Excess
        : null;

    private static bool Advance(ref Utf8JsonReader reader, ref SyntaxPoint before)
    {
        before = new SyntaxPoint((int)reader.BytesConsumed, reader.TokenType, reader.CurrentDepth);
        return reader.Read();
    }

    private TreeNode Take(ref Utf8JsonReader reader)
    {
        var line = LineOf((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _pendingName = Text(ref reader, line);
                _pendingLine = line;
                return _open!;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                var closed = _open!;
                _open = closed.Parent;
                return closed;
            case JsonTokenType.StartObject:
                return _open = Attach(NewNode(NodeKind.Object, line));
            case JsonTokenType.StartArray:
                return _open = Attach(NewNode(NodeKind.List, line));
            case JsonTokenType.String:
                return Attach(NewNode(NodeKind.Text, line, Text(ref reader, line)));
            case JsonTokenType.Number:
                return Attach(NewNode(NodeKind.Number, line, Encoding.UTF8.GetString(reader.ValueSpan)));
            case JsonTokenType.True or JsonTokenType.False:
                return Attach(NewNode(NodeKind.Bool, line, flag: reader.TokenType == JsonTokenType.True));
            default:
                return Attach(NewNode(NodeKind.Null, line));
        }
    }

    private TreeNode NewNode(NodeKind kind, int line, string text = "", bool flag = false) =>
        new(kind, line, _open, _pendingName, _open?.Items.Count ?? 0)
        {
            Text = text,
            Flag = flag,
            Origin = _open is null ? _errors.File : null,
        };

    private TreeNode Attach(TreeNode node)
    {
        if (_open is { Kind: NodeKind.Object })
        {
            var name = _pendingName!;
            if (_names.TryAdd((_open, name), _pendingLine))
                _open.Add(new TreeMember(name, _pendingLine, node));
            else
                _errors.Add(
                    _pendingLine, node.Path, $"{Quoting.Quote(name)} is given twice, first on line {_names[(_open, name)]}: remove one");
        }
        else
        {
            _open?.Add(node);
        }

        _pendingName = null;
        _values++;
        return node;
    }

    private string Text(ref Utf8JsonReader reader, int line)
    {
        try
        {
            var text = reader.GetString() ?? "";
            if (text.Contains('\0', StringComparison.Ordinal))
                _errors.Add(line, PathHere(), "contains a NUL character, which no program can be given: remove it");
            return text;
        }
        catch (InvalidOperationException)
        {
            _errors.Add(
                line,
                PathHere(),
                "contains half of a surrogate pair (\\ud800 to \\udfff), which is no character: remove it or write both halves");
            return "";
        }
    }

    private string PathHere()
    {
        if (_open is null)
            return "$";
        var inside = _pendingName is not null || _open.Kind == NodeKind.List;
        return inside ? NewNode(NodeKind.Null, 1).Path : _open.Path;
    }

    private void AddSyntaxError(SyntaxPoint before)
    {
        var (offset, message) = SyntaxExplainer.Explain(_json.Span, before, _open);
        _errors.Add(LineOf(offset), PathHere(), message);
    }

    private int LineOf(int offset)
    {
        if (offset > _countedTo)
        {
            _line += _json.Span[_countedTo..offset].Count((byte)'\n');
            _countedTo = offset;
        }

        return _line;
    }
}
