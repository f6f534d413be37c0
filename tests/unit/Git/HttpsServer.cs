using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OciReconciler.UnitTests.Git;

/// <summary>A server by https with a certificate of its own, and what it answers to each request of git; one a connection.</summary>
internal sealed class HttpsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public HttpsServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"https://{_listener.LocalEndpoint}/repository";

    public string Certificate => _certificate.ExportCertificatePem();

    /// <summary>Gives the answer: header lines, an empty line and a body.</summary>
    public required Func<HttpsRequest, Task<byte[]>> Answer { get; init; }

    /// <summary>As git's own program for servers does.</summary>
    public static async Task<byte[]> ByProtocolAsync(TestRepository repository, HttpsRequest request)
    {
        var start = new ProcessStartInfo("git", ["http-backend"])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        foreach (var (name, value) in new[]
        {
            ("GIT_PROJECT_ROOT", Path.GetDirectoryName(repository.Path)!), ("GIT_HTTP_EXPORT_ALL", "1"), ("PATH_INFO", request.Path),
            ("QUERY_STRING", request.Query), ("REQUEST_METHOD", request.Method), ("CONTENT_TYPE", request.Header("Content-Type")),
            ("CONTENT_LENGTH", request.Body.Length.ToString(CultureInfo.InvariantCulture)),
            ("GIT_PROTOCOL", request.Header("Git-Protocol")), ("HTTP_CONTENT_ENCODING", request.Header("Content-Encoding")),
        })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await process.StandardInput.BaseStream.WriteAsync(request.Body);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        return output.ToArray();
    }

    /// <summary>As a web server does that has the repository's files.</summary>
    public static byte[] OfFile(TestRepository repository, HttpsRequest request)
    {
        var path = repository[".git/" + request.Path["/repository/".Length..]];
        return File.Exists(path) ? [.. "\r\n"u8, .. File.ReadAllBytes(path)] : "Status: 404 Not Found\r\n\r\n"u8.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await using var stream = new SslStream(client.GetStream());
                await ServeAsync(stream);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(SslStream stream)
    {
        try
        {
            await stream.AuthenticateAsServerAsync(_certificate);
            var request = await HttpsRequest.ReadAsync(stream, _end.Token);
            var answer = await Answer(request);
            var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
            var header = end < 0 ? "" : Encoding.ASCII.GetString(answer.AsSpan(0, end));
            var body = answer.AsMemory(end < 0 ? 2 : end + 4);
            var status = header.StartsWith("Status: ", StringComparison.Ordinal) ? header.Split("\r\n")[0]["Status: ".Length..] : "200 OK";
            var more = header.Length > 0 ? header + "\r\n" : "";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status}\r\n{more}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
            await stream.ShutdownAsync();
        }
        catch (Exception failure) when (failure is IOException or System.Security.Authentication.AuthenticationException)
        {
            // git does not trust it, or has seen enough.
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

/// <summary>A request.</summary>
internal sealed record HttpsRequest(string Method, string Path, string Query, IReadOnlyList<string> Headers, byte[] Body)
{
    public string Header(string name) => Headers.FirstOrDefault(
        line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim() ?? "";

    public static async Task<HttpsRequest> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var all = new List<byte>();
        var buffer = new byte[16 * 1024];
        int end;
        while ((end = IndexOfEnd(all)) < 0)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            all.AddRange(count > 0 ? buffer[..count] : throw new EndOfStreamException());
        }

        var lines = Encoding.ASCII.GetString([.. all[..end]]).Split("\r\n");
        var target = lines[0].Split(' ')[1].Split('?');
        var request = new HttpsRequest(lines[0].Split(' ')[0], target[0], target.ElementAtOrDefault(1) ?? "", lines[1..], []);
        var length = int.TryParse(request.Header("Content-Length"), CultureInfo.InvariantCulture, out var given) ? given : 0;
        var body = new byte[length];
        var early = all[(end + 4)..].ToArray();
        early.CopyTo(body, 0);
        await stream.ReadExactlyAsync(body.AsMemory(early.Length), cancellationToken);
        return request with { Body = body };
    }

    private static int IndexOfEnd(List<byte> all) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all).IndexOf("\r\n\r\n"u8);
}
