using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Configuration;
using OciReconciler.Hooks;
using OciReconciler.Schedules;
using OciReconciler.Sources;

namespace OciReconciler.Cli;

/// <summary>Reads the settings file.</summary>
internal static class OptionsLoader
{
    /// <summary>The settings of <paramref name="config"/>, or the defaults when it is null.</summary>
    public static ReconcilerOptions Load(string? config)
    {
        if (config is null)
            return new ReconcilerOptions();
        var content = Content(config);
        try
        {
            var options = JsonSerializer.Deserialize(content, OptionsJsonContext.Default.ReconcilerOptions)
                ?? throw new CommandFailure(ExitCodes.Usage, $"{config}: $: must be an object with settings, and is null.");
            // What comes after looks into sources that are whole.
            options = SourceChecks.Check(config, options);
            Check(config, options);
            return options;
        }
        catch (JsonException failure)
        {
            if (UnknownSettings.First(content) is { } unknown)
                throw new CommandFailure(ExitCodes.Usage, Sentences.Join($"{config}:{unknown}", "See docs/configuration.md."));
            throw new CommandFailure(
                ExitCodes.Usage,
                $"{config}:{(failure.LineNumber ?? 0) + 1}: {failure.Path ?? "$"}: not a valid setting (not known, of another kind, or "
                + "null). See docs/configuration.md.");
        }
    }

    private static byte[] Content(string config) => InputFile.Read(config) switch
    {
        FileContent.Read read => read.Bytes,
        FileContent.Unreadable unreadable => throw Unreadable(config, unreadable.Reason),
        _ => throw Unreadable(config, "changes while it is read: wait until its writer is done"),
    };

    private static CommandFailure Unreadable(string config, string reason) => new(ExitCodes.Usage, $"The settings file {config} {reason}");

    private static void Check(string config, ReconcilerOptions options)
    {
        (string Name, string? Value)[] paths =
        [
            ("runtimeDirectory", options.RuntimeDirectory), ("stateDirectory", options.StateDirectory),
            ("podmanSocket", options.PodmanSocket), ("dockerSocket", options.DockerSocket),
            .. options.Manifests.Select((path, index) => ($"manifests[{index}]", (string?)path)),
        ];
        foreach (var (name, value) in paths)
        {
            if (string.IsNullOrEmpty(value) || value.Contains('\0', StringComparison.Ordinal))
                throw new CommandFailure(ExitCodes.Usage, $"{config}: $.{name}: must be a path.");
        }

        if (NodeChecks.Problem(options.Node) is { } problem)
            throw new CommandFailure(ExitCodes.Usage, $"{config}: {problem}");
        if (SecretsChecks.Find(options) is (var secret, var fault))
            throw new CommandFailure(ExitCodes.Usage, $"{config}: $.{secret}: {fault}");

        (string Name, int Value)[] counts =
        [
            ("resyncSeconds", options.ResyncSeconds), ("rescanSeconds", options.RescanSeconds),
            ("concurrency", options.Concurrency), ("startWaitSeconds", options.StartWaitSeconds),
            ("imageStreamSeconds", options.ImageStreamSeconds), ("massRemovalGraceSeconds", options.MassRemovalGraceSeconds),
        ];
        foreach (var (name, value) in counts)
        {
            if (value is < 1 or > 86400)
                throw new CommandFailure(ExitCodes.Usage, $"{config}: $.{name}: must be from 1 to 86400, and is {value}.");
        }

        if (WindowChecks.Of(options).Concat(SyncHookChecks.Of(options)).FirstOrDefault() is { } wrong)
            throw new CommandFailure(ExitCodes.Usage, $"{config}: {wrong}");
    }
}

/// <summary>Source-generated JSON of the settings file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(LowerCaseEnumConverter), typeof(InvalidRevisionPolicyConverter), typeof(SignedObjectConverter),
        typeof(WindowKindConverter), typeof(RevisionFailurePolicyConverter),
    ])]
[JsonSerializable(typeof(ReconcilerOptions))]
internal sealed partial class OptionsJsonContext : JsonSerializerContext;

/// <summary>refuse and skip.</summary>
internal sealed class InvalidRevisionPolicyConverter()
    : JsonStringEnumConverter<InvalidRevisionPolicy>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>commit and tag.</summary>
internal sealed class SignedObjectConverter()
    : JsonStringEnumConverter<SignedObject>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>allow and deny.</summary>
internal sealed class WindowKindConverter() : JsonStringEnumConverter<WindowKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>none and rollback.</summary>
internal sealed class RevisionFailurePolicyConverter()
    : JsonStringEnumConverter<RevisionFailurePolicy>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>podman and docker, as manifests spell them.</summary>
internal sealed class LowerCaseEnumConverter() : JsonStringEnumConverter<Backend>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
