using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Webhooks in a lab: the units of packaging/, a secret for each source, and deliveries as forges sign them.</summary>
internal sealed class Webhook
{
    /// <summary>The socket that takes them.</summary>
    public const string SocketUnit = "oci-reconciler-webhook.socket";

    private const string SocketPath = "/run/oci-reconciler-webhook.sock";
    private const string ServiceUnit = "oci-reconciler-webhook@.service";

    private readonly Lab _lab;
    private readonly string _source;
    private readonly string _secret;

    private Webhook(Lab lab, string source, string secret) => (_lab, _source, _secret) = (lab, source, secret);

    /// <summary>Gives a source a secret and starts the socket; the program is installed already.</summary>
    public static async Task<Webhook> StartAsync(Lab lab, string source)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        (await lab.ExecAsync("install", "-d", "-m", "700", "/etc/oci-reconciler/webhook")).Succeeded();
        await lab.WriteFileAsync($"/etc/oci-reconciler/webhook/{source}", secret + "\n");
        foreach (var unit in new[] { SocketUnit, ServiceUnit })
            await lab.InstallUnitAsync(unit);
        (await lab.ExecAsync("systemctl", "start", SocketUnit)).Succeeded();
        return new Webhook(lab, source, secret);
    }

    /// <summary>Delivers as GitHub does.</summary>
    /// <returns>The answer's status.</returns>
    public Task<int> PushAsync(string body, string? secret = null) =>
        SendAsync(body, "X-GitHub-Event: push", $"X-Hub-Signature-256: sha256={Hex(body, secret ?? _secret)}");

    /// <summary>Delivers as Forgejo does.</summary>
    public Task<int> ForgejoAsync(string body) =>
        SendAsync(body, "X-Forgejo-Event: push", $"X-Forgejo-Signature: {Hex(body, _secret)}");

    /// <summary>Delivers as GitLab does with a secret token.</summary>
    public Task<int> GitLabAsync(string body) => SendAsync(body, "X-Gitlab-Event: Push Hook", $"X-Gitlab-Token: {_secret}");

    private async Task<int> SendAsync(string body, params string[] headers)
    {
        var outcome = await _lab.ExecAsync(
        [
            "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", SocketPath,
            .. headers.SelectMany(header => new[] { "-H", header }), "--data-binary", body, $"http://host/{_source}",
        ]);
        return int.Parse(outcome.Text, CultureInfo.InvariantCulture);
    }

    private static string Hex(string body, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
}
