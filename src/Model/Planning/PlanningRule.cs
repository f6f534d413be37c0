using System.Runtime.CompilerServices;

namespace OciReconciler.Model.Planning;

/// <summary>One rule of the planner. Pure.</summary>
/// <typeparam name="T">What it is decided from.</typeparam>
/// <param name="Decide">Its decision; null: it does not apply.</param>
/// <param name="Summary">What it decides, in one sentence.</param>
/// <param name="Name">Class and method, as <c>ForeignRules.Unit</c>.</param>
internal sealed record PlanningRule<T>(
    Func<T, Decision?> Decide, string Summary, [CallerArgumentExpression(nameof(Decide))] string Name = "");

/// <summary>Ordered lists of rules: the first that applies wins.</summary>
internal static class PlanningRule
{
    /// <summary>The decision of the first rule that applies; null: none does.</summary>
    public static Decision? FirstOf<T>(ImmutableArray<PlanningRule<T>> rules, T context)
    {
        foreach (var rule in rules)
        {
            if (rule.Decide(context) is { } decision)
                return decision;
        }

        return null;
    }
}
