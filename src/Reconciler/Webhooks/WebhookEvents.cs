namespace OciReconciler.Webhooks;

/// <summary>What a delivery is about, by its header. Forges send what they are asked to send, often everything. Pure.</summary>
internal static class WebhookEvents
{
    private static readonly string[] Headers = ["X-GitHub-Event", "X-Forgejo-Event", "X-Gitea-Event", "X-Gitlab-Event"];

    private static readonly string[] Pushes = ["push", "create", "delete", "Push Hook", "Tag Push Hook", "System Hook"];

    /// <summary>Whether refs may have changed; one that does not say counts.</summary>
    public static bool MayChangeRefs(HttpRequest request) => Of(request) is not { } name || Pushes.Contains(name, StringComparer.Ordinal);

    /// <summary>Whether it only asks whether somebody is there.</summary>
    public static bool IsPing(HttpRequest request) => Of(request) == "ping";

    private static string? Of(HttpRequest request) => Headers.Select(request.Header).FirstOrDefault(value => value is not null);
}
