using System.Reflection;
using System.Runtime.InteropServices;
using Mono.Cecil;

namespace OciReconciler.UnitTests.Architecture;

/// <summary>Assemblies as the compiler wrote them.</summary>
internal static class CompiledCode
{
    /// <summary>The assembly of the decisions.</summary>
    public static ModuleDefinition Model { get; } = Read(typeof(Planner).Assembly);

    /// <summary>The assembly that speaks to systemd.</summary>
    public static ModuleDefinition DBus { get; } = Read(typeof(SystemdManager).Assembly);

    /// <summary>Every top-level type of the program.</summary>
    public static IReadOnlyList<TypeDefinition> Program { get; } =
        [.. new[] { Model, DBus, Read(typeof(IContainerEngine).Assembly) }.SelectMany(module => Under(module, "OciReconciler"))];

    /// <summary>The top-level types of the unit tests in a namespace or below it.</summary>
    public static IReadOnlyList<TypeDefinition> Tests(string under) => [.. Under(Read(typeof(CompiledCode).Assembly), under)];

    private static IEnumerable<TypeDefinition> Under(ModuleDefinition module, string prefix) =>
        module.Types.Where(type => type.Namespace == prefix || type.Namespace.StartsWith(prefix + ".", StringComparison.Ordinal));

    private static ModuleDefinition Read(Assembly assembly)
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(RuntimeEnvironment.GetRuntimeDirectory());
        return ModuleDefinition.ReadModule(assembly.Location, new ReaderParameters { AssemblyResolver = resolver });
    }
}
