using System.Text;
using System.Text.Json;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>A string under rules. A rule returns what is wrong, or null.</summary>
internal sealed class StringKind(string? pattern, params Func<string, string?>[] rules) : ValueKind<string>
{
    /// <summary>It names a workload: what breaks a rule cannot be one, whoever accepted it.</summary>
    public bool IsKey { get; init; }

    /// <summary>Linux takes no longer argument (MAX_ARG_STRLEN is 128 KiB); some is left for the option before it.</summary>
    public const int MaxBytes = 130_000;

    public override string Expected => "a string";

    public override bool TryBind(BindContext context, TreeNode node, out string value)
    {
        value = node.Text;
        if (node.Kind != NodeKind.Text)
        {
            context.WrongType(node, Expected);
            return false;
        }

        if (Problem(value) is not { } found)
            return true;
        var problem = found + BindContext.WithoutValues(node);
        if (IsKey)
            context.Errors.Add(node, problem);
        else
            context.Errors.Forbid(node, problem);
        return !IsKey && context.Errors.TakesForbidden;
    }

    public override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options)
    {
        options.WriteType(writer, "string");
        if (pattern is not null)
            writer.WriteString("pattern", pattern);
    }

    private string? Problem(string value)
    {
        if (Encoding.UTF8.GetByteCount(value) > MaxBytes)
            return $"is longer than the {MaxBytes} bytes that one argument of a program can have";
        foreach (var rule in rules)
        {
            if (rule(value) is { } problem)
                return problem;
        }

        return null;
    }
}
