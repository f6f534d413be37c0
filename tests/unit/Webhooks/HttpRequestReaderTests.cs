using OciReconciler.Webhooks;

namespace OciReconciler.UnitTests.Webhooks;

public sealed class HttpRequestReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Read_InPiecesOfAnySize_HasHeadersAndBody(int piece)
    {
        var request = await ReadAsync("POST /fleet HTTP/1.1\r\nhost: x\r\nContent-LENGTH:  5 \r\nX-Empty:\r\n\r\nhello", piece);
        Assert.Equal(("POST", "/fleet", "hello"), (request!.Method, request.Target, Encoding.UTF8.GetString(request.Body.Span)));
        Assert.Equal(("x", "", null), (request.Header("Host"), request.Header("x-empty"), request.Header("Content")));
    }

    [Fact]
    public async Task Read_MoreThanTheBody_IsNotLookedAt()
    {
        var request = await ReadAsync("POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}POST /b HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal("{}", Encoding.UTF8.GetString(request!.Body.Span));
    }

    [Fact]
    public async Task Read_HeaderSentTwice_HasBothValues() => Assert.Equal(
        "sha256=1, sha256=2",
        (await ReadAsync(
            "POST /a HTTP/1.0\r\nContent-Length: 0\r\nX-Hub-Signature-256: sha256=1\r\nX-Hub-Signature-256: sha256=2\r\n\r\n"))!
            .Header("X-Hub-Signature-256"));

    [Fact]
    public async Task Read_NothingWasSent_IsNothing() => Assert.Null(await ReadAsync(""));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 405)]
    [InlineData("POST /a HTTP/1.1\r\n\r\n", 411)]
    [InlineData("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411)]
    [InlineData("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}", 411)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length: +1\r\n\r\n1", 400)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length: 0x1\r\n\r\n1", 400)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n1", 400)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n1", 413)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\n{}", 400)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length: 1\r\nExpect: magic\r\n\r\n1", 417)]
    [InlineData("POST /a HTTP/2.0\r\nContent-Length: 0\r\n\r\n", 400)]
    [InlineData("POST /a b HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 400)]
    [InlineData("POST http://x/a HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 400)]
    [InlineData("POST /a\r\n\r\n", 400)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length : 0\r\n\r\n", 400)]
    [InlineData("POST /a HTTP/1.1\r\n Content-Length: 0\r\n\r\n", 400)]
    [InlineData("POST /a HTTP/1.1\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n", 400)]
    [InlineData("POST /a HTTP/1.1\r\nX: a\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n", 400)]
    [InlineData("POST /a HTTP/1.1\r\nX: \0\r\nContent-Length: 0\r\n\r\n", 400)]
    [InlineData("POST /a HTTP/1.1\r\nnonsense\r\n\r\n", 400)]
    [InlineData("POST /a HTTP/1.1\r\nContent-Length: 0\r\n", 400)]
    [InlineData("\r\n\r\n", 400)]
    [InlineData("\u0016\u0003\u0001", 400)]
    public async Task Read_WhatIsNotTaken_IsRefused(string text, int status) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<HttpRefusedException>(() => ReadAsync(text))).Answer.Status);

    [Fact]
    public async Task Read_HeadersWithoutEnd_AreRefusedAtTheLimit()
    {
        var endless = new PiecewiseStream(Encoding.ASCII.GetBytes("POST /a HTTP/1.1\r\nX: " + new string('a', 100_000)), 1000);
        var refused = await Assert.ThrowsAsync<HttpRefusedException>(() => new HttpRequestReader(endless, Stream.Null).ReadAsync(default));
        Assert.Equal(431, refused.Answer.Status);
        Assert.Equal(HttpRequestReader.MostHeaderBytes, endless.Position);
    }

    [Fact]
    public async Task Read_LargestBody_IsTaken()
    {
        var body = new string('x', HttpRequestReader.MostBodyBytes);
        Assert.Equal(body.Length, (await ReadAsync($"POST /a HTTP/1.1\r\nContent-Length: {body.Length}\r\n\r\n{body}", 4096))!.Body.Length);
    }

    // curl asks before it sends more than a megabyte, or a kilobyte in older versions.
    [Theory]
    [InlineData(true, "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData(false, "")]
    public async Task Read_ExpectContinue_IsToldToGoOnUnlessItDidAlready(bool waits, string told)
    {
        const string Head = "POST /a HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
        var output = new MemoryStream();
        using var input = new PiecewiseStream(Encoding.ASCII.GetBytes(Head + "{}"), waits ? Head.Length : 1000);
        Assert.NotNull(await new HttpRequestReader(input, output).ReadAsync(default));
        Assert.Equal(told, Encoding.ASCII.GetString(output.ToArray()));
    }

    private static Task<HttpRequest?> ReadAsync(string text, int piece = 100_000) =>
        new HttpRequestReader(new PiecewiseStream(Encoding.Latin1.GetBytes(text), piece), Stream.Null).ReadAsync(default);

    /// <summary>As a connection: never more at a time than a piece.</summary>
    private sealed class PiecewiseStream(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
