using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>What to say of a field that nobody knows.</summary>
internal static class UnknownFields
{
    /// <param name="known">The names that are known there.</param>
    /// <param name="alias">The known name that it is another word for, or null.</param>
    public static string Advice(string given, IReadOnlyCollection<string> known, string? alias = null)
    {
        var nearest = alias ?? Suggestions.Nearest(given, known);
        return nearest is not null
            ? $"did you mean {Quoting.Quote(nearest)}?"
            : $"known here are {string.Join(", ", known.Order(StringComparer.Ordinal))}";
    }

    /// <summary>Reports the fields of an object that are none of the known.</summary>
    public static void Report(BindContext context, TreeNode node, IReadOnlyCollection<string> known, Func<string, string?>? hint = null)
    {
        foreach (var member in node.Members.Where(member => !known.Contains(member.Name, StringComparer.Ordinal)))
            context.Errors.Add(
                member, () => $"unknown field {Quoting.Quote(member.Name)}: {hint?.Invoke(member.Name) ?? Advice(member.Name, known)}");
    }
}
