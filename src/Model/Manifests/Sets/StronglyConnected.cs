namespace OciReconciler.Model.Manifests.Sets;

/// <summary>
/// Which nodes of a graph reach each other: Tarjan's algorithm, in time of the order of the graph, and without recursion, since a chain may
/// be as long as a file.
/// </summary>
internal sealed class StronglyConnected
{
    private readonly int[][] _edges;
    private readonly int[] _visited;
    private readonly int[] _lowest;
    private readonly int[] _component;
    private readonly Stack<int> _open = new();
    private readonly Stack<(int Node, int Next)> _path = new();
    private int _visits;
    private int _components;

    private StronglyConnected(int[][] edges)
    {
        _edges = edges;
        (_visited, _lowest, _component) = (new int[edges.Length], new int[edges.Length], new int[edges.Length]);
        Array.Fill(_component, -1);
    }

    /// <summary>The number of each node's component; those that reach each other have the same.</summary>
    /// <param name="edges">For each node the nodes that it points to.</param>
    public static int[] ComponentsOf(int[][] edges)
    {
        var search = new StronglyConnected(edges);
        for (var node = 0; node < edges.Length; node++)
        {
            if (search._visited[node] == 0)
                search.Visit(node);
        }

        return search._component;
    }

    private void Visit(int start)
    {
        _path.Push((start, 0));
        while (_path.TryPop(out var step))
        {
            var (node, next) = step;
            if (next == 0)
            {
                _visited[node] = _lowest[node] = ++_visits;
                _open.Push(node);
            }
            else
            {
                _lowest[node] = Math.Min(_lowest[node], _lowest[_edges[node][next - 1]]);
            }

            if (!Descends(node, next) && _lowest[node] == _visited[node])
                Close(node);
        }
    }

    private bool Descends(int node, int next)
    {
        while (next < _edges[node].Length)
        {
            var to = _edges[node][next++];
            if (_visited[to] == 0)
            {
                _path.Push((node, next));
                _path.Push((to, 0));
                return true;
            }

            if (_component[to] < 0)
                _lowest[node] = Math.Min(_lowest[node], _visited[to]);
        }

        return false;
    }

    private void Close(int node)
    {
        int member;
        do
        {
            member = _open.Pop();
            _component[member] = _components;
        }
        while (member != node);

        _components++;
    }
}
