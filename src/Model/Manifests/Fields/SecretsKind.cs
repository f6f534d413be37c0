using System.Text.Json;
using OciReconciler.Model.Manifests.Json;
using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>
/// A list of secrets. A file of the repository is read when it is bound: from then on the ciphertext itself is the value, so that a
/// version is whole without the repository.
/// </summary>
internal sealed class SecretsKind : ValueKind<ImmutableArray<Secret>>
{
    /// <summary>The most that a workload can have.</summary>
    public const int MaxCount = 64;

    public override string Expected => "a list of objects, each with a name and age or ageFile";

    public override bool TryBind(BindContext context, TreeNode node, out ImmutableArray<Secret> value)
    {
        value = [];
        if (node.Kind != NodeKind.List)
        {
            context.WrongType(node, Expected);
            return false;
        }

        if (node.Items.Count > MaxCount)
        {
            context.Errors.Add(node, $"has {node.Items.Count} secrets, and a workload can have {MaxCount}");
            return false;
        }

        value = [.. node.Items.Select(item => Bind(context, item)).OfType<Secret>()];
        return value.Length == node.Items.Count;
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<Secret> value)
    {
        writer.WriteStartArray();
        foreach (var secret in value)
        {
            SecretFields.Entry.Write(writer, new SecretEntry
            {
                Name = secret.Name,
                Age = secret.Ciphertext.Armor,
                Target = secret.Target == DefaultTarget(secret.Name) ? null : secret.Target,
                Environment = secret.IsEnvironment,
                Owner = secret.Owner,
                Mode = secret.Mode,
            });
        }

        writer.WriteEndArray();
    }

    public override void WriteSchema(Utf8JsonWriter writer, SchemaOptions options)
    {
        options.WriteType(writer, "array");
        writer.WriteStartObject("items");
        SecretFields.Entry.WriteSchema(writer, new SchemaOptions(options.Shape));
        writer.WriteEndObject();
    }

    public override bool Same(ImmutableArray<Secret> left, ImmutableArray<Secret> right) => left.AsSpan().SequenceEqual(right.AsSpan());

    private static string DefaultTarget(string name) => $"{Secret.DefaultDirectory}/{name}";

    private static Secret? Bind(BindContext context, TreeNode node)
    {
        var errors = context.Errors;
        var before = errors.Count;
        if (!SecretFields.Entry.TryBind(context, node, out var entry))
            return null;
        if (entry.Environment && (entry.Target ?? entry.Owner ?? entry.Mode) is not null)
            errors.Add(
                node, "has target, owner or mode beside \"environment\": true, and environment is no file in the container: remove them");
        var ciphertext = CiphertextOf(context, node, entry);
        if (ciphertext is null || errors.Count > before && !errors.TakesForbidden)
            return null;
        return new Secret(entry.Name, ciphertext)
        {
            Target = entry.Environment ? null : entry.Target ?? DefaultTarget(entry.Name), Owner = entry.Owner, Mode = entry.Mode,
        };
    }

    private static AgeCiphertext? CiphertextOf(BindContext context, TreeNode node, SecretEntry entry)
    {
        if (entry.Age is null == entry.AgeFile is null)
        {
            // What has an error of its own is not there either.
            if (entry.Age is not null || (node.Find("age") ?? node.Find("ageFile")) is null)
                context.Errors.Add(node, "needs exactly one of age (the ciphertext, armored) and ageFile (a file of the repository)");
            return null;
        }

        var (ciphertext, problem) = entry.Age is { } armor ? AgeSyntax.OfArmor(armor) : OfFile(context, entry.AgeFile!);
        if (problem is not null)
            context.Errors.Add(node.Find(entry.Age is null ? "ageFile" : "age")?.Value ?? node, problem);
        return ciphertext;
    }

    private static (AgeCiphertext? Ciphertext, string? Problem) OfFile(BindContext context, string path)
    {
        if (SecretSyntax.RepositoryFile(path) is { } wrong)
            return (null, wrong);
        if (context.FindFile is null)
            return (null,
                "a file beside a manifest is read in git sources alone: write age with the armored text in its place (age --armor)");

        if (context.FindFile(path) is not { } content)
            return (null, $"there is no file {Quoting.Quote(path)} below the source's path: add it, or correct the path");
        var (ciphertext, problem) = AgeSyntax.OfFile(content.Span);
        return (ciphertext, problem is null ? null : $"{Quoting.Quote(path)} {problem}");
    }
}
