namespace OciReconciler.UnitTests.Engine;

public sealed class EngineErrorsTests
{
    [Theory]
    // As docker 20.10 and 26.1, podman 5.4 and registries say them.
    [InlineData(500, "Get \"http://127.0.0.1:5999/v2/\": dial tcp 127.0.0.1:5999: connect: connection refused",
        nameof(EngineFailure.Network))]
    [InlineData(500, "connection refused", nameof(EngineFailure.Network))]
    [InlineData(500, "lookup nohost.invalid on 10.255.255.53:53: no such host", nameof(EngineFailure.Network))]
    [InlineData(500, "Get \"https://r.test/v2/\": net/http: TLS handshake timeout", nameof(EngineFailure.Network))]
    [InlineData(500, "toomanyrequests: You have reached your pull rate limit", nameof(EngineFailure.Network))]
    [InlineData(429, "slow down", nameof(EngineFailure.Network))]
    [InlineData(500, "unauthorized: authentication required", nameof(EngineFailure.Unauthorized))]
    [InlineData(500, "Head \"http://127.0.0.1:5000/v2/web/manifests/1\": no basic auth credentials", nameof(EngineFailure.Unauthorized))]
    [InlineData(500, "login attempt to http://127.0.0.1:5000/v2/ failed with status: 401 Unauthorized", nameof(EngineFailure.Unauthorized))]
    [InlineData(401, "anything", nameof(EngineFailure.Unauthorized))]
    [InlineData(404,
        "pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the "
        + "resource is denied", nameof(EngineFailure.Denied))]
    [InlineData(500, "denied: denied", nameof(EngineFailure.Denied))]
    [InlineData(404, "manifest for 127.0.0.1:5001/web:9 not found: manifest unknown: manifest unknown", nameof(EngineFailure.NotFound))]
    [InlineData(500, "manifest unknown: manifest unknown", nameof(EngineFailure.NotFound))]
    [InlineData(404, "No such image: oci-demo/tool:1", nameof(EngineFailure.NotFound))]
    [InlineData(500,
        "pinging container registry 127.0.0.1:5000: Get \"https://127.0.0.1:5000/v2/\": http: server gave HTTP response to HTTPS client",
        nameof(EngineFailure.PlainHttp))]
    [InlineData(409, "removal of container x is already in progress", nameof(EngineFailure.Conflict))]
    [InlineData(500, "write /var/lib/docker: no space left on device", nameof(EngineFailure.Other))]
    [InlineData(200, "unexpected EOF", nameof(EngineFailure.Other))]
    public void Classify_EnginesWords_AreOfAKind(int status, string text, string kind) =>
        Assert.Equal(kind, EngineErrors.Classify(status, text).ToString());

    [Theory]
    [InlineData("{\"message\":\"no such image\"}", "no such image")]
    [InlineData("{\"cause\":\"a\",\"message\":\"b: a\",\"response\":500}", "b: a")]
    [InlineData("plain text\n", "plain text")]
    [InlineData("{\"message\":\"no format:\\n * oci: a\\r\\n * dir: b\"}", "no format: * oci: a * dir: b")]
    [InlineData("{\"message\":", "{\"message\":")]
    [InlineData("[1]", "[1]")]
    [InlineData("", "no reason given")]
    [InlineData(null, "no reason given")]
    public void MessageOf_Body_IsItsMessage(string? body, string message) => Assert.Equal(message, EngineErrors.MessageOf(body));
}
