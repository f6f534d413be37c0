#:package Microsoft.CodeAnalysis.CSharp
#:property PublishAot=false
#:property RunAnalyzers=false
#:property EnforceCodeStyleInBuild=false

// measure.cs NAME=DIRECTORY...: what can be counted about the code of checkouts, as a table in Markdown; see `make house`. Sources alone
// are read, nothing is built. Its words:
// folder      a namespace; one uses another when a name in it means a type of the other, or a member of such a type, by Roslyn's
//             semantic model over src and tests together (names of other packages stay unknown, and do not count)
// function    a method, constructor, operator, or property or accessor with a body; its lambdas and local functions are part of it
// complexity  1, and 1 for each if, loop, case label, arm of a switch expression, ?:, ??, &&, ||, catch, when, and `and` or `or` of a
// pattern
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

var checkouts = args.Select(arg => arg.Split('=', 2)).Select(pair => (Name: pair[0], Code: new Checkout(pair[1]))).ToList();
foreach (var (title, folder) in new[] { ("The program (`src`)", "src"), ("Its tests (`tests`)", "tests") })
{
    Console.WriteLine($"\n{title}\n\n| measure | {string.Join(" | ", checkouts.Select(tree => tree.Name))} |");
    Console.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", checkouts.Count))}");
    var columns = checkouts.Select(tree => new Measures(tree.Code, folder).Rows.ToList()).ToList();
    foreach (var (index, row) in columns[0].Index())
        Console.WriteLine($"| {row.What} | {string.Join(" | ", columns.Select(column => column[index].Value))} |");
}

/// <summary>The C# sources of a directory as one compilation.</summary>
internal sealed class Checkout
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks; global using Xunit;
        """;

    public Checkout(string root)
    {
        Sources =
        [
            .. new[] { "src", "tests" }.Select(folder => Path.Combine(root, folder))
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
                .Select(path => Path.GetRelativePath(root, path)).Where(path => !path.Split('/').Any(part => part is "obj" or "bin"))
                .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(root, path)), Options, path)),
        ];
        var references = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll").Where(IsManaged)
            .Select(path => MetadataReference.CreateFromFile(path));
        Compilation = CSharpCompilation.Create("checkout", Sources.Append(CSharpSyntaxTree.ParseText(ImplicitUsings, Options)), references);
    }

    public IReadOnlyList<SyntaxTree> Sources { get; }

    public CSharpCompilation Compilation { get; }

    private static CSharpParseOptions Options => new(LanguageVersion.Preview);

    private static bool IsManaged(string path) =>
        Path.GetFileName(path) is var name && name.StartsWith("System.", StringComparison.Ordinal)
        && !name.Contains(".Native.", StringComparison.Ordinal);
}

/// <summary>What is counted in one folder of a checkout.</summary>
internal sealed class Measures(Checkout code, string folder)
{
    private const int WideLine = 140;

    private readonly List<SyntaxTree> _sources = [
        .. code.Sources.Where(tree => tree.FilePath.StartsWith(folder + "/", StringComparison.Ordinal))];

    public IEnumerable<(string What, string Value)> Rows
    {
        get
        {
            var lines = _sources.SelectMany(tree => tree.GetText().ToString().TrimEnd('\n').Split('\n')).ToList();
            var nodes = _sources.SelectMany(tree => tree.GetRoot().DescendantNodes()).ToList();
            var functions = nodes.Where(IsFunction).ToList();
            var lengths = functions.Select(LinesOf).Order().ToList();
            var cycles = new FolderGraph(code.Compilation, _sources).Cycles;
            yield return ("cycles between folders", $"{cycles.Count}");
            yield return ("folders in the largest cycle", $"{cycles.Select(cycle => cycle.Count).DefaultIfEmpty().Max()}");
            yield return ("parameters of a constructor, most", Largest(nodes.OfType<TypeDeclarationSyntax>(), Parameters));
            yield return ("constructors with more than 7 parameters",
                $"{nodes.OfType<TypeDeclarationSyntax>().Count(type => Parameters(type) > 7)}");
            yield return ("complexity of a function, most", Largest(functions, Complexity));
            yield return ("functions with a complexity over 12", $"{functions.Count(function => Complexity(function) > 12)}");
            yield return ("lines of a function, median", $"{lengths[lengths.Count / 2]}");
            yield return ("lines of a function, 9 of 10 have at most", $"{lengths[lengths.Count * 9 / 10]}");
            yield return ("lines of a function, most", Largest(functions, LinesOf));
            yield return ($"lines over {WideLine} columns", $"{lines.Count(line => line.Length > WideLine)}");
            yield return ("interfaces", $"{nodes.OfType<InterfaceDeclarationSyntax>().Count()}");
            yield return ("functions", $"{functions.Count}");
            yield return ("files", $"{_sources.Count}");
            yield return ("lines", $"{lines.Count}");
        }
    }

    private static string Largest<T>(IEnumerable<T> nodes, Func<T, int> measure) where T : SyntaxNode
    {
        var largest = nodes.MaxBy(measure)!;
        var owner = largest.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>()!.Identifier.Text;
        var member = largest.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.Text;
        return $"{measure(largest)} ({owner}{(member is null ? "" : $".{member}")})";
    }

    private static int Parameters(TypeDeclarationSyntax type) => type.Members.OfType<ConstructorDeclarationSyntax>()
        .Select(constructor => constructor.ParameterList.Parameters.Count).Append(type.ParameterList?.Parameters.Count ?? 0).Max();

    private static bool IsFunction(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null,
        AccessorDeclarationSyntax accessor => accessor.Body is not null || accessor.ExpressionBody is not null,
        PropertyDeclarationSyntax property => property.ExpressionBody is not null,
        IndexerDeclarationSyntax indexer => indexer.ExpressionBody is not null,
        _ => false,
    };

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.SyntaxTree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static int Complexity(SyntaxNode function) => 1 + function.DescendantNodes().Count(node => node.Kind()
        is SyntaxKind.IfStatement or SyntaxKind.WhileStatement or SyntaxKind.DoStatement or SyntaxKind.ForStatement
        or SyntaxKind.ForEachStatement or SyntaxKind.ForEachVariableStatement or SyntaxKind.CaseSwitchLabel
        or SyntaxKind.CasePatternSwitchLabel or SyntaxKind.SwitchExpressionArm or SyntaxKind.ConditionalExpression
        or SyntaxKind.CoalesceExpression or SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.CatchClause
        or SyntaxKind.WhenClause or SyntaxKind.AndPattern or SyntaxKind.OrPattern);
}

/// <summary>Which namespaces of some sources use which of the others.</summary>
internal sealed class FolderGraph
{
    private readonly Dictionary<string, HashSet<string>> _uses = new(StringComparer.Ordinal);

    public FolderGraph(CSharpCompilation compilation, IReadOnlyList<SyntaxTree> sources)
    {
        foreach (var tree in sources)
        {
            var model = compilation.GetSemanticModel(tree);
            var uses = _uses.GetValueOrDefault(NamespaceOf(tree)) ?? (_uses[NamespaceOf(tree)] = new(StringComparer.Ordinal));
            var names = tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>();
            uses.UnionWith(names.Select(name => Used(model.GetSymbolInfo(name))).OfType<string>());
        }

        foreach (var (name, uses) in _uses)
            uses.RemoveWhere(used => used == name || !_uses.ContainsKey(used));
    }

    /// <summary>Groups of namespaces that reach each other.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cycles
    {
        get
        {
            var reached = _uses.Keys.ToDictionary(name => name, Reach, StringComparer.Ordinal);
            return
            [
                .. _uses.Keys.Where(name => reached[name].Contains(name))
                    .GroupBy(
                        name => string.Join(' ', reached[name].Where(other => reached[other].Contains(name)).Order(StringComparer.Ordinal)))
                    .Select(group => group.ToList()),
            ];
        }
    }

    private HashSet<string> Reach(string start)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>([start]));
        while (open.TryPop(out var name))
        {
            foreach (var used in _uses[name].Where(seen.Add))
                open.Push(used);
        }

        return seen;
    }

    private static string NamespaceOf(SyntaxTree tree) =>
        tree.GetRoot().ChildNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    private static string? Used(SymbolInfo info)
    {
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        var type = symbol is IParameterSymbol or ILocalSymbol ? null : symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        return type?.ContainingNamespace?.ToDisplayString();
    }
}
