using System.Text.Json;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>A running container, seen with the engine's own commands.</summary>
public sealed record ContainerState(Lab Lab, string Engine, string Name, string Id)
{
    /// <summary>Its unit, where the manifest gives no other name.</summary>
    public string Unit => $"{Engine}-{Name}.service";

    /// <summary>What the engine's <c>inspect</c> prints for a Go template.</summary>
    public async Task<string> InspectAsync(string template) =>
        (await Lab.ExecAsync(Engine, "container", "inspect", "-f", template, Id)).Text;

    /// <summary>What <c>inspect</c> prints as JSON, read.</summary>
    public async Task<JsonNode?> InspectJsonAsync(string field) => JsonNode.Parse(await InspectAsync($"{{{{json {field}}}}}"));

    /// <summary>A list of strings of <c>inspect</c>, sorted; empty where it is null.</summary>
    public async Task<string[]> InspectListAsync(string field) =>
        [.. (JsonSerializer.Deserialize<string[]>(await InspectAsync($"{{{{json {field}}}}}")) ?? []).Order(StringComparer.Ordinal)];

    /// <summary>Runs a shell script in the container.</summary>
    public Task<ExecOutcome> ShellAsync(string script) => Lab.ExecAsync(Engine, "exec", Id, "sh", "-c", script);

    /// <summary>The environment of its first process, one NAME=VALUE a line.</summary>
    public async Task<string[]> EnvironmentAsync() =>
        (await ShellAsync("tr '\\0' '\\n' < /proc/1/environ")).Text.Split('\n');
}
