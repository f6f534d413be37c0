using OciReconciler.Webhooks;
using static OciReconciler.UnitTests.Webhooks.SignedRequest;

namespace OciReconciler.UnitTests.Webhooks;

public sealed class WebhookSignatureTests
{
    // The example of GitHub's documentation, "Validating webhook deliveries".
    [Fact]
    public void Verify_ExampleOfGitHubsDocumentation_IsValid() => Assert.NotNull(WebhookSignature.Verify(
        Of("Hello, World!", "X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
        "It's a Secret to Everybody", Now));

    // The example of the libraries of Standard Webhooks.
    [Fact]
    public void Verify_ExampleOfStandardWebhooks_IsValid() => Assert.NotNull(WebhookSignature.Verify(
        Of(
            """{"test": 2432232314}""", "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp: 1614265330",
            "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", DateTimeOffset.FromUnixTimeSeconds(1614265330)));

    /// <summary>Each row: headers of a request with the body "{}", where SIG is the right digest, and whether it is valid.</summary>
    [Theory]
    [InlineData("X-Hub-Signature-256: sha256=SIG", true)]
    [InlineData("X-Hub-Signature-256: SIG", false)]
    [InlineData("X-Hub-Signature-256: sha1=SIG", false)]
    [InlineData("X-Hub-Signature: sha256=SIG", false)]
    [InlineData("X-Gitea-Signature: SIG", true)]
    [InlineData("X-Forgejo-Signature: SIG", true)]
    [InlineData("X-Forgejo-Signature: sha256=SIG", false)]
    [InlineData("X-Gitea-Signature: SIG0", false)]
    [InlineData("X-Gitea-Signature: ", false)]
    [InlineData("X-Hub-Signature-256: sha256=wrong|X-Gitea-Signature: SIG", false)]
    [InlineData("X-Gitlab-Token: a-secret-of-the-fleet", true)]
    [InlineData("X-Gitlab-Token: a-secret-of-the-flee", false)]
    [InlineData("X-Gitlab-Token: SIG", false)]
    [InlineData("X-Hub-Signature-256: sha256=wrong|X-Gitlab-Token: a-secret-of-the-fleet", false)]
    [InlineData("Authorization: a-secret-of-the-fleet", false)]
    public void Verify_Headers_AreValidOrNot(string headers, bool isValid) => Assert.Equal(
        isValid,
        WebhookSignature.Verify(Of("{}", headers.Replace("SIG", Hex("{}"), StringComparison.Ordinal).Split('|')), WebhookSecret,
            Now) is not null);

    [Fact]
    public void Verify_AnotherBodyOrSecret_IsNotValid()
    {
        Assert.Null(WebhookSignature.Verify(GitHub("{}") with { Body = "{ }"u8.ToArray() }, WebhookSecret, Now));
        Assert.Null(WebhookSignature.Verify(GitHub("{}", secret: "another-secret-here"), WebhookSecret, Now));
        Assert.Null(WebhookSignature.Verify(GitHub("{}", secret: ""), WebhookSecret, Now));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void Verify_Standard_IsValidForFiveMinutes(int secondsAgo, bool isValid) =>
        Assert.Equal(isValid, WebhookSignature.Verify(Standard("{}", secondsAgo: secondsAgo), StandardSecret, Now) is not null);

    [Theory]
    [InlineData("webhook-id: msg_2")]
    [InlineData("webhook-timestamp: 99999999999999999999")]
    [InlineData("webhook-timestamp: -1")]
    [InlineData("webhook-timestamp: ")]
    [InlineData("webhook-signature: v1,")]
    [InlineData("webhook-signature: v1a,bm90IHRoaXM=")]
    public void Verify_StandardWithAHeaderChanged_IsNotValid(string header)
    {
        var request = Standard("{}");
        var parts = header.Split(": ");
        Assert.NotNull(WebhookSignature.Verify(request, StandardSecret, Now));
        Assert.Null(WebhookSignature.Verify(request with { Headers = request.Headers.SetItem(parts[0], parts[1]) }, StandardSecret, Now));
        Assert.Null(WebhookSignature.Verify(request with { Headers = request.Headers.Remove(parts[0]) }, StandardSecret, Now));
    }

    // A secret of one kind makes no signature of the other.
    [Fact]
    public void Verify_SecretOfStandardWebhooks_SignsNothingElse()
    {
        Assert.Null(WebhookSignature.Verify(GitHub("{}", secret: StandardSecret), StandardSecret, Now));
        Assert.Null(WebhookSignature.Verify(Of("{}", $"X-Gitlab-Token: {StandardSecret}"), StandardSecret, Now));
        Assert.Null(WebhookSignature.Verify(Standard("{}"), WebhookSecret, Now));
        Assert.Null(WebhookSignature.Verify(Standard("{}"), "whsec_not base64!", Now));
    }

    [Fact]
    public void Verify_SameDelivery_IsToldByWhatIsSigned()
    {
        // Headers beside the signature are anybody's.
        Assert.Equal(Id(GitHub("{}")), Id(GitHub("{}", name: "create")));
        Assert.Equal(Id(GitHub("{}")), Id(Of("{}", $"X-Gitea-Signature: {Hex("{}")}")));
        Assert.NotEqual(Id(GitHub("{}")), Id(GitHub("{\"after\":1}")));
        // A delivery that is made again gets another time.
        Assert.Equal(Id(Standard("{}"), StandardSecret), Id(Standard("{}", secondsAgo: 60), StandardSecret));
        Assert.NotEqual(Id(Standard("{}"), StandardSecret), Id(Standard("{}", id: "msg_2"), StandardSecret));

        static string Id(HttpRequest request, string secret = WebhookSecret) => WebhookSignature.Verify(request, secret, Now)!;
    }
}
