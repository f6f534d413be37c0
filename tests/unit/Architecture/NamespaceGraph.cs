using Mono.Cecil;
using OciReconciler.Model.Manifests.Sets;

namespace OciReconciler.UnitTests.Architecture;

/// <summary>Which namespaces use which: an edge for each type that names a type of another one.</summary>
internal sealed class NamespaceGraph
{
    private readonly string[] _names;
    private readonly IReadOnlyList<Use> _uses;

    /// <param name="types">What is looked at; uses of other types do not count.</param>
    public NamespaceGraph(IReadOnlyList<TypeDefinition> types)
    {
        _names = [.. types.Select(type => type.Namespace).Distinct().Order(StringComparer.Ordinal)];
        _uses =
        [
            .. types.SelectMany(type => TypeUses.Of(type)
                .Select(used => new Use(type.Namespace, used.Namespace, $"{type.Name} -> {used.Name}")))
                .Where(use => use.From != use.To && _names.Contains(use.To)).Distinct()
                .OrderBy(use => use.From, StringComparer.Ordinal).ThenBy(use => use.To, StringComparer.Ordinal),
        ];
    }

    /// <summary>The namespaces, each after all that it uses; by name where the order is free. Those of a cycle are left out.</summary>
    public IReadOnlyList<string> Order
    {
        get
        {
            var order = new List<string>();
            while (_names.Except(order).FirstOrDefault(name => Used(name).All(order.Contains)) is { } next)
                order.Add(next);
            return order;
        }
    }

    /// <summary>Every edge between namespaces that use each other, with the types that make it.</summary>
    public IReadOnlyList<string> Cycles
    {
        get
        {
            int[] component = StronglyConnected.ComponentsOf([.. _names.Select(name => Used(name).Select(IndexOf).ToArray())]);
            return
            [
                .. _uses.Where(use => component[IndexOf(use.From)] == component[IndexOf(use.To)]).GroupBy(use => $"{use.From} -> {use.To}")
                    .Select(edge => $"{edge.Key}: {string.Join(", ", edge.Select(use => use.Types))}"),
            ];
        }
    }

    /// <summary>What a namespace uses although it comes later in <paramref name="order"/>.</summary>
    public IReadOnlyList<string> Against(IReadOnlyList<string> order)
    {
        var place = order.Index().ToDictionary(each => each.Item, each => each.Index);
        return [.. _uses.Where(use => place[use.To] > place[use.From]).Select(use => $"{use.From} -> {use.To}: {use.Types}")];
    }

    private IEnumerable<string> Used(string name) => _uses.Where(use => use.From == name).Select(use => use.To).Distinct();

    private int IndexOf(string name) => Array.BinarySearch(_names, name, StringComparer.Ordinal);

    private sealed record Use(string From, string To, string Types);
}
