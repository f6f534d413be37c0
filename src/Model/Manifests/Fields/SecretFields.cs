using OciReconciler.Model.Manifests.Rules;

namespace OciReconciler.Model.Manifests.Fields;

/// <summary>A secret as a manifest writes it.</summary>
internal sealed record SecretEntry
{
    public string Name { get; init; } = "";

    public string? Age { get; init; }

    public string? AgeFile { get; init; }

    public string? Target { get; init; }

    public bool Environment { get; init; }

    public string? Owner { get; init; }

    public string? Mode { get; init; }
}

/// <summary>The table of a secret's fields.</summary>
internal static class SecretFields
{
    public static ObjectKind<SecretEntry> Entry { get; } = new(
        new SecretEntry(),
        new Field<SecretEntry, string>("name", null, new StringKind(SecretSyntax.NamePattern, SecretSyntax.Name) { IsKey = true },
            "Name of the secret.", entry => entry.Name, (entry, value) => entry with { Name = value }) { Required = true },
        Optional("age", new(null), "Ciphertext of age, armored: the output of age --armor.",
            entry => entry.Age, (entry, value) => entry with { Age = value }),
        Optional("ageFile", new(null, SecretSyntax.RepositoryFile),
            "In a git source, in the place of age: a file that age has encrypted, by its path below the source's path.",
            entry => entry.AgeFile, (entry, value) => entry with { AgeFile = value }),
        Optional("target", new("^/", SecretSyntax.Target), "Absolute path of the file in the container; /run/secrets/NAME by default.",
            entry => entry.Target, (entry, value) => entry with { Target = value }, "path", "mountPath"),
        new Field<SecretEntry, bool>("environment", null, new BoolKind(),
            "true: the secret is NAME=VALUE lines, which become environment of the container, and no file in it.",
            entry => entry.Environment, (entry, value) => entry with { Environment = value }) { Aliases = ["env"] },
        Optional("owner", new(SecretSyntax.OwnerPattern, SecretSyntax.Owner), "UID or UID:GID that the file belongs to; root by default.",
            entry => entry.Owner, (entry, value) => entry with { Owner = value }, "uid"),
        Optional("mode", new(SecretSyntax.ModePattern, SecretSyntax.Mode), "Mode of the file in octal digits; 0600 by default.",
            entry => entry.Mode, (entry, value) => entry with { Mode = value }));

    private static Field<SecretEntry, string?> Optional(
        string name, StringKind kind, string description, Func<SecretEntry, string?> get, Func<SecretEntry, string?, SecretEntry> set,
        params string[] aliases) =>
        new(name, null, new OptionalKind<string>(kind), description, get, set) { Aliases = aliases };
}
