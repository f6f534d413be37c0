using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OciReconciler.UnitTests.Architecture;

/// <summary>
/// The top-level types that a compiled type names: base types, signatures, attributes, locals and instructions, those of its nested and
/// compiler-generated types included. A constant that was compiled in leaves no trace.
/// </summary>
internal static class TypeUses
{
    /// <summary>Those of <paramref name="type"/>, in any order, repeated.</summary>
    public static IEnumerable<TypeReference> Of(TypeDefinition type) =>
        Declared(type).SelectMany(Outermost).Concat(type.NestedTypes.SelectMany(Of));

    private static IEnumerable<TypeReference> Declared(TypeDefinition type) =>
    [
        .. Present(type.BaseType),
        .. type.Interfaces.Select(each => each.InterfaceType),
        .. Attributes(type),
        .. Constraints(type),
        .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.Properties.SelectMany(property => Attributes(property).Append(property.PropertyType)),
        .. type.Events.SelectMany(each => Attributes(each).Append(each.EventType)),
        .. type.Methods.SelectMany(method => Signature(method).Concat(Attributes(method)).Concat(Constraints(method)).Concat(Body(method))),
    ];

    private static IEnumerable<TypeReference> Signature(IMethodSignature method) =>
        method.Parameters.SelectMany(parameter => Attributes(parameter).Append(parameter.ParameterType)).Append(method.ReturnType);

    private static IEnumerable<TypeReference> Constraints(IGenericParameterProvider generic) =>
        generic.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference> Body(MethodDefinition method) => !method.HasBody
        ? []
        :
        [
            .. method.Body.Variables.Select(variable => variable.VariableType),
            .. method.Body.ExceptionHandlers.SelectMany(handler => Present(handler.CatchType)),
            .. method.Body.Instructions.SelectMany(Operand),
        ];

    private static IEnumerable<TypeReference> Operand(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, .. Signature(method), .. method.GenericArguments],
        MethodReference method => [method.DeclaringType, .. Signature(method)],
        IMethodSignature call => Signature(call),
        _ => [],
    };

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider? provider) =>
        (provider?.CustomAttributes ?? []).SelectMany(attribute =>
            attribute.ConstructorArguments.Concat(attribute.Properties.Select(property => property.Argument))
                .SelectMany(Argument).Append(attribute.AttributeType));

    private static IEnumerable<TypeReference> Argument(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [type],
        CustomAttributeArgument[] several => several.SelectMany(Argument),
        _ => [argument.Type],
    };

    private static IEnumerable<TypeReference> Outermost(TypeReference type) => type switch
    {
        GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.Prepend(generic.ElementType).SelectMany(Outermost),
        FunctionPointerType pointer => Signature(pointer).SelectMany(Outermost),
        IModifierType modified => Outermost(modified.ModifierType).Concat(Outermost(modified.ElementType)),
        TypeSpecification of => Outermost(of.ElementType),
        { DeclaringType: { } outer } => Outermost(outer),
        _ => [type],
    };

    private static IEnumerable<TypeReference> Present(TypeReference? type) => type is null ? [] : [type];
}
