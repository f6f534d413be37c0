using OciReconciler.Configuration;
using OciReconciler.Model.Nodes;

namespace OciReconciler.Cli;

/// <summary>Checks <c>node</c> of the settings. Pure.</summary>
internal static class NodeChecks
{
    /// <summary><c>PATH: MESSAGE</c> of the first thing that is wrong; null: nothing is.</summary>
    public static string? Problem(NodeOptions node)
    {
        if (node.Name.Length > 0 && NodeRules.HostName(node.Name) is { } problem)
            return $"$.node.name: is no name of a host: {problem}.";
        return node.Labels.Select(label => Label(label.Key, label.Value)).FirstOrDefault(found => found is not null)
            ?? node.Values.Select(value => Value(value.Key, value.Value)).FirstOrDefault(found => found is not null);
    }

    /// <summary>What is wrong with a label of a host; null: nothing is.</summary>
    public static string? LabelProblem(string name, string? value)
    {
        if (NodeRules.LabelName(name) is { } problem)
            return $"is no label of a host: {problem}.";
        if (value is null)
            return "must be a string, and is null.";
        return NodeRules.LabelValue(value) is { } wrong ? $"has no value of a host's label: {wrong}." : null;
    }

    private static string? Label(string name, string? value) =>
        LabelProblem(name, value) is { } problem ? $"$.node.labels['{name}']: {problem}" : null;

    private static string? Value(string name, string? value)
    {
        if (NodeRules.ValueName(name) is { } problem)
            return $"$.node.values['{name}']: is no name of a value: {problem}.";
        if (value is null)
            return $"$.node.values['{name}']: must be a string, and is null.";
        return value.Contains('\0', StringComparison.Ordinal)
            ? $"$.node.values['{name}']: contains a NUL character, which no program can be given: remove it."
            : null;
    }
}
