using Mono.Cecil;

namespace OciReconciler.UnitTests.Architecture;

/// <summary>Rules about single types. Each returns what breaks it, or nothing.</summary>
internal static class TypeRules
{
    private const int Parameters = 7;

    /// <summary>Interfaces that are not among <paramref name="seams"/>.</summary>
    public static IEnumerable<string> StrayInterfaces(IEnumerable<TypeDefinition> types, IReadOnlyCollection<string> seams) =>
        types.SelectMany(WithNested).Where(type => type.IsInterface && !seams.Contains(type.Name)).Select(type => type.FullName);

    /// <summary>Constructors of more than seven parameters; those of records count like others.</summary>
    public static IEnumerable<string> LargeConstructors(IEnumerable<TypeDefinition> types) =>
        types.SelectMany(WithNested).SelectMany(type => type.Methods)
            .Where(method => method.IsConstructor && method.Parameters.Count > Parameters)
            .Select(method => $"{method.DeclaringType.FullName} ({method.Parameters.Count})");

    /// <summary>Assemblies that a module uses and that <paramref name="isAllowed"/> does not know.</summary>
    public static IEnumerable<string> StrayReferences(ModuleDefinition module, Func<string, bool> isAllowed) =>
        module.AssemblyReferences.Select(reference => reference.Name).Where(name => !isAllowed(name));

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);
}
