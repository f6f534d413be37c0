using OciReconciler.UnitTests.Secrets;

namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>A manifest as the test thinks of it: its own words, so that the product's hashes do not judge themselves.</summary>
internal sealed record ExpectedWorkload(string Name)
{
    public const string EnvironmentFile = "/etc/model/shared.env";

    public Backend Backend { get; init; }

    public string Image { get; init; } = "";

    public int Version { get; init; }

    public ImmutableArray<string> DependsOn { get; init; } = [];

    public bool AutoStart { get; init; } = true;

    public string? ServiceName { get; init; }

    public string? Pull { get; init; }

    public bool ReadsFile { get; init; }

    public bool HasHealthCheck { get; init; }

    /// <summary>Some versions have one, of their own.</summary>
    public bool HasSecret => Version % 3 == 0;

    public string Unit => (ServiceName ?? $"{(Backend == Backend.Podman ? "podman" : "docker")}-{Name}") + ".service";

    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "oci-reconciler/v1");
            json.WriteString("kind", "Container");
            json.WriteStartObject("metadata");
            json.WriteString("name", Name);
            json.WriteEndObject();
            json.WriteStartObject("spec");
            WriteSpec(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    public override string ToString() =>
        $"{Name} v{Version} {Unit} "
        + $"{Image}{(AutoStart ? "" : " on-demand")}{(DependsOn.IsEmpty ? "" : " after " + string.Join(',', DependsOn))}"
        + $"{(Pull is null ? "" : " pull=" + Pull)}{(ReadsFile ? " file" : "")}{(HasHealthCheck ? " checked" : "")}";

    private void WriteSpec(Utf8JsonWriter json)
    {
        json.WriteString("backend", Backend == Backend.Podman ? "podman" : "docker");
        json.WriteString("image", Image);
        json.WriteStartObject("environment");
        json.WriteString("V", Version.ToString());
        json.WriteEndObject();
        json.WriteBoolean("autoStart", AutoStart);
        if (ServiceName is not null)
            json.WriteString("serviceName", ServiceName);
        if (Pull is not null)
            json.WriteString("pull", Pull);
        if (HasHealthCheck)
        {
            json.WriteStartObject("healthCheck");
            WriteList(json, "test", ["CMD-SHELL", "true"]);
            json.WriteEndObject();
        }

        if (HasSecret)
        {
            json.WriteStartArray("secrets");
            json.WriteStartObject();
            json.WriteString("name", "db");
            json.WriteString("age", SampleSecret.Ciphertext(Version).Armor);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        WriteList(json, "dependsOn", DependsOn);
        WriteList(json, "environmentFiles", ReadsFile ? [EnvironmentFile] : []);
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
