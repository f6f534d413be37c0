namespace OciReconciler.IntegrationTests;

/// <summary>Another way to run the same web server: scripts for a lab.</summary>
/// <param name="Name">For the table.</param>
/// <param name="ChangeName">For the table, where its image changes.</param>
/// <param name="Prepare">What is done before the clock runs.</param>
/// <param name="Start">Makes it serve from nothing.</param>
/// <param name="Unit">Its unit, which says when it is active; empty where that is when the script has ended.</param>
/// <param name="Change">Gives it another image.</param>
/// <param name="Remove">Leaves nothing of it.</param>
internal sealed record EnginePeer(
    string Name, string ChangeName, string Prepare, string Start, string Unit, string Change, string Remove)
{
    private const string First = "localhost/oci-demo/web:1";
    private const string Second = "localhost/oci-demo/web:2";
    private const string QuadletFile = "/etc/containers/systemd/quadlet.container";
    private const string ComposeFile = "/etc/compose.yaml";

    /// <summary>The engine's own commands.</summary>
    public static EnginePeer Bare(string engine)
    {
        string Run(string image) => $"{engine} run -d --name bare --network host -e PORT={EngineStage.Port} {image}";
        var change = $"{engine} stop bare; {engine} rm bare; {Run(Second)}";
        return new("run", "stop+rm+run", "true", Run(First), "", change, $"{engine} rm -f bare");
    }

    /// <summary>podman's generator of units.</summary>
    public static EnginePeer Quadlet() => new(
        "Quadlet",
        "Quadlet",
        $"""
        mkdir -p /etc/containers/systemd
        printf '[Container]\nImage={First}\nNetwork=host\nEnvironment=PORT={EngineStage.Port}\n' > {QuadletFile}.new
        """,
        $"mv {QuadletFile}.new {QuadletFile}; systemctl daemon-reload; systemctl start quadlet",
        "quadlet.service",
        $"sed -i 's#{First}#{Second}#' {QuadletFile}; systemctl daemon-reload; systemctl restart quadlet",
        $"systemctl stop quadlet; rm {QuadletFile}; systemctl daemon-reload");

    /// <summary>docker's own declarations.</summary>
    public static EnginePeer Compose() => new(
        "compose",
        "compose",
        $"""
        printf 'services:\n  web:\n    image: {First}\n    network_mode: host\n' > {ComposeFile}
        printf '    environment:\n      PORT: "{EngineStage.Port}"\n' >> {ComposeFile}
        """,
        $"docker compose -f {ComposeFile} up -d",
        "",
        $"sed -i 's#{First}#{Second}#' {ComposeFile}; docker compose -f {ComposeFile} up -d",
        $"docker compose -f {ComposeFile} down");
}
