using System.Text.Json;
using System.Text.Json.Serialization;
using OciReconciler.Files;
using OciReconciler.Model.Units;
using OciReconciler.State;

namespace OciReconciler.Reporting;

/// <summary>
/// The settings in force, published so that <c>plan</c> in a shell with other variables sees no false difference. For root alone: a proxy
/// may have a password.
/// </summary>
internal static class SettingsFile
{
    public static void Write(string path, RenderSettings settings) =>
        AtomicFile.WritePrivately(path, JsonSerializer.SerializeToUtf8Bytes(settings, SettingsJsonContext.Default.RenderSettings));

    /// <summary>The published settings, or null when no controller has published any that can be read.</summary>
    public static RenderSettings? Read(string path, StateFiles state) =>
        state.TryRead(path, bytes => StateJson.Parse(bytes, SettingsJsonContext.Default.RenderSettings, IsWhole));

    private static bool IsWhole(RenderSettings settings) =>
        settings is { ProxyEnvironment: not null, Programs: not null, SystemdVersion: >= 0 }
        && settings.ProxyEnvironment.Values.Concat(settings.Programs.Values).All(value => value is not null);
}

/// <summary>Source-generated JSON of the settings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RenderSettings))]
internal sealed partial class SettingsJsonContext : JsonSerializerContext;
