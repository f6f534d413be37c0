using OciReconciler.UnitTests.Sources;
using OciReconciler.Webhooks;
using static OciReconciler.UnitTests.Webhooks.SignedRequest;

namespace OciReconciler.UnitTests.Webhooks;

public sealed class WebhookEndpointTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly List<string> _reports = [];

    public WebhookEndpointTests()
    {
        _temporary.Make("credentials");
        _temporary.Make("run");
        _temporary.Write("credentials/webhook_fleet", WebhookSecret + "\n");
    }

    private string Wake => _temporary["run/wake/fleet"];

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Decide_SignedPush_WakesAndLeavesAnEmptyFile()
    {
        Assert.Equal(202, Decide(GitHub("{}")));
        Assert.Equal(0, new FileInfo(Wake).Length);
        Assert.Equal(["fleet"], Directory.GetFiles(_temporary["run/wake"]).Select(Path.GetFileName));
    }

    /// <summary>Each row: the target, and whether its request gets through.</summary>
    [Theory]
    [InlineData("/fleet", 202)]
    [InlineData("/other", 403)]
    [InlineData("/", 403)]
    [InlineData("/fleet/", 403)]
    [InlineData("/fleet?x=1", 403)]
    [InlineData("/../credentials/webhook_fleet", 403)]
    [InlineData("/..", 403)]
    [InlineData("/.", 403)]
    [InlineData("/FLEET", 403)]
    [InlineData("/%66leet", 403)]
    [InlineData("/0123456789012345678901234567890123456789012345678901234567890123", 403)]
    public void Decide_Target_IsASourcesName(string target, int status)
    {
        Assert.Equal(status, Decide(GitHub("{}") with { Target = target }));
        Assert.Equal(status == 202, File.Exists(Wake));
        Assert.Empty(_reports);
    }

    // Nobody is told which sources there are.
    [Fact]
    public void Decide_WrongSignature_IsAnsweredAsAnUnknownSource()
    {
        Assert.Equal(403, Decide(GitHub("{}", secret: "0123456789abcdef0123456789abcdef")));
        Assert.Equal(403, Decide(GitHub("{}", secret: "0123456789abcdef0123456789abcdef") with { Target = "/other" }));
        Assert.False(Directory.Exists(_temporary["run/wake"]));
        Assert.False(Directory.Exists(_temporary["run/seen"]));
    }

    [Theory]
    [InlineData("ping", 200)]
    [InlineData("push", 202)]
    [InlineData("issues", 204)]
    [InlineData("", 204)]
    public void Decide_Event_WakesWhereRefsMayHaveChanged(string name, int status)
    {
        Assert.Equal(status, Decide(GitHub("{}", name: name)));
        Assert.Equal(status == 202, File.Exists(Wake));
    }

    [Fact]
    public void Decide_SameDeliveryAgain_WakesNobodyForAnHour()
    {
        Assert.Equal(202, Decide(GitHub("{}")));
        File.Delete(Wake);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(200, Decide(GitHub("{}")));
        Assert.Equal(202, Decide(GitHub("{\"after\":1}")));
        File.Delete(Wake);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(202, Decide(GitHub("{}")));
        Assert.True(File.Exists(Wake));
    }

    [Fact]
    public void Decide_MoreThanThirtyInAMinute_IsTooMany()
    {
        for (var delivery = 0; delivery < WebhookDeliveries.MostAMinute; delivery++)
            Assert.Equal(202, Decide(GitHub($"{{\"after\":{delivery}}}")));
        Assert.Equal(429, Decide(GitHub("{}")));
        // Who has no secret uses up nothing, and neither does who repeats what he saw.
        Assert.Equal(403, Decide(GitHub("{}", secret: "not-the-secret-of-it")));
        Assert.Equal(200, Decide(GitHub("{\"after\":1}")));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(202, Decide(GitHub("{}")));
    }

    [Fact]
    public void Decide_AnyNumberOfDeliveries_KeepsThoseOfTheLastHour()
    {
        for (var minute = 0; minute < 90; minute++)
        {
            Assert.Equal(202, Decide(GitHub($"{{\"after\":{minute}}}")));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(Directory.GetFiles(_temporary["run/seen/fleet"]).Length, 59, 61);
    }

    [Fact]
    public void Decide_ClockWasSetBack_ForgetsWhatIsOfTheFuture()
    {
        Assert.Equal(202, Decide(GitHub("{}")));
        var earlier = new FakeTimeProvider(Now.AddDays(-1));
        Assert.Equal(202, Endpoint(earlier).Decide(GitHub("{}")).Status);
    }

    [Fact]
    public void Decide_WakeCannotBeLeft_SaysSoAndTakesTheDeliveryAgain()
    {
        _temporary.Write("run/wake", "in the way");
        Assert.Equal(503, Decide(GitHub("{}")));
        Assert.StartsWith("The webhook of fleet could not wake the controller: ", Assert.Single(_reports), StringComparison.Ordinal);
        File.Delete(_temporary["run/wake"]);
        Assert.Equal(202, Decide(GitHub("{}")));
    }

    [Fact]
    public void Decide_TwoSecrets_EitherCounts()
    {
        _temporary.Write("credentials/webhook_fleet", $"{WebhookSecret}\n\r\n  {StandardSecret}  ");
        Assert.Equal(202, Decide(GitHub("{}")));
        Assert.Equal(202, Decide(Standard("{}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("too-short")]
    public void Decide_SecretIsNone_IsReportedAndNobodyGetsThrough(string content)
    {
        _temporary.Write("credentials/webhook_fleet", content);
        Assert.Equal(403, Decide(GitHub("{}", secret: content.Trim())));
        Assert.Equal(
            "The webhook secret of fleet is not used: its file must have 1 to 8 lines of 16 characters at least.", Assert.Single(_reports));
    }

    [Fact]
    public async Task Serve_WholeRequest_IsAnsweredAndTheConnectionIsOver()
    {
        using var output = new MemoryStream();
        await Endpoint(_time).ServeAsync(new MemoryStream(Wire(GitHub("{}"))), output);
        Assert.Equal(
            "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", Encoding.ASCII.GetString(output.ToArray()));
    }

    [Fact]
    public async Task Serve_SenderIsSilent_IsToldAfterEightSeconds()
    {
        using var output = new MemoryStream();
        var serving = Endpoint(_time).ServeAsync(new SilentStream(), output);
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.False(serving.IsCompleted);
        Assert.Equal(0, output.Length);
        _time.Advance(TimeSpan.FromSeconds(1));
        // The connection stays open a moment for what is still sent.
        while (!serving.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.StartsWith("HTTP/1.1 408 ", Encoding.ASCII.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_ConnectionIsLost_EndsWithoutAnAnswer()
    {
        using var output = new MemoryStream();
        await Endpoint(_time).ServeAsync(new BrokenStream(), output);
        await Endpoint(_time).ServeAsync(Stream.Null, output);
        Assert.Equal(0, output.Length);
    }

    private int Decide(HttpRequest request) => Endpoint(_time).Decide(request).Status;

    // A process of its own for each request.
    private WebhookEndpoint Endpoint(TimeProvider time) => new(
        new WebhookSecrets(_temporary["credentials"], _reports.Add), new WebhookDeliveries(_temporary["run/seen"], time),
        new WebhookWakes(_temporary["run/wake"]), _reports.Add, time);

    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource().Task;
            return 0;
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("reset by peer");
    }
}
