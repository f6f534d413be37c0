using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>What binding carries along: the file's shape and its errors.</summary>
internal sealed record BindContext(ManifestShape Shape, ErrorSink Errors)
{
    /// <inheritdoc cref="ParseContext.FindFile"/>
    public Func<string, ReadOnlyMemory<byte>?>? FindFile { get; init; }

    /// <summary>Reports a value of another type than wanted.</summary>
    public void WrongType(TreeNode node, string expected)
    {
        Errors.HasStrayNull |= node.Kind == NodeKind.Null;
        if (node.Kind == NodeKind.Null)
            Errors.Add(node, $"must not be null: {expected} is expected; for the default leave it out");
        else
            Errors.Add(node, $"expected {expected}, found {Found(node)}{Hint(node, expected)}{WithoutValues(node)}");
    }

    /// <summary>
    /// What is to be added where a string is wrong that looks as if a value was to be put into it, and none was; else nothing.
    /// </summary>
    public static string WithoutValues(TreeNode node) =>
        node is { Kind: NodeKind.Text, IsExpanded: false } && node.Text.Contains("${", StringComparison.Ordinal)
            ? "; nothing is put in for ${...} here: values are for repositories (validate and render: --host NAME), "
                + "and for fields that take strings"
            : "";

    private static string Found(TreeNode node) => node.Kind switch
    {
        NodeKind.Object => "an object",
        NodeKind.List => "a list",
        NodeKind.Text => "a string",
        NodeKind.Number => "a number",
        NodeKind.Bool => node.Flag ? "true" : "false",
        _ => "null",
    };

    private static string Hint(TreeNode node, string expected)
    {
        var text = node.Kind switch { NodeKind.Bool => node.Flag ? "true" : "false", _ => Quoting.Escape(node.Text, 40) };
        if (node.IsExpanded)
            return ": values are strings, and can stand in fields that take strings alone";
        if (expected.StartsWith("a string", StringComparison.Ordinal) && node.Kind is NodeKind.Number or NodeKind.Bool)
            return $": write \"{text}\" in double quotes";
        if (expected.StartsWith("true", StringComparison.Ordinal) && text is "true" or "false")
            return $": write {text} without quotes";
        return expected.StartsWith("a list", StringComparison.Ordinal) && node.Kind == NodeKind.Text
            ? $": write [{Quoting.Quote(node.Text)}]"
            : "";
    }
}
