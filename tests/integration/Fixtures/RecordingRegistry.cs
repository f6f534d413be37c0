namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>
/// Something on 127.0.0.1:5001 of a lab that wants a login as a registry does, lets nobody in, and keeps what it was told.
/// </summary>
public sealed class RecordingRegistry
{
    /// <summary>Where it listens, as images and logins name it.</summary>
    public const string Host = "127.0.0.1:5001";

    private const string Records = "/run/recorder.log";

    // Engines try TLS first (a first byte of 0x16) and take a closed connection for a no.
    private const string Program = $$"""
        #!/bin/bash
        LANG=C
        IFS= read -r -n 1 -t 5 first || exit 0
        [ "$first" = $'\x16' ] && exit 0
        request=$first
        while IFS= read -r -t 5 line; do
            line=${line%$'\r'}
            [ -n "$line" ] || break
            request+="$line | "
        done
        echo "$request" >> {{Records}}
        printf 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="lab"\r\n'
        printf 'Docker-Distribution-Api-Version: registry/2.0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
        """;

    private readonly Lab _lab;

    private RecordingRegistry(Lab lab) => _lab = lab;

    /// <summary>Starts it.</summary>
    public static async Task<RecordingRegistry> StartAsync(Lab lab)
    {
        await Registry.AllowPlainHttpAsync(lab, Host);
        await lab.WriteFileAsync("/usr/local/bin/recorder", Program);
        await lab.WriteFileAsync("/etc/systemd/system/recorder.socket", $"[Socket]\nListenStream={Host}\nAccept=yes\n");
        await lab.WriteFileAsync(
            "/etc/systemd/system/recorder@.service", "[Service]\nExecStart=-/bin/bash /usr/local/bin/recorder\nStandardInput=socket\n");
        (await lab.ShellAsync($"touch {Records}; systemctl daemon-reload; systemctl start recorder.socket")).Succeeded();
        return new RecordingRegistry(lab);
    }

    /// <summary>The requests so far, a line each: method and path, then headers.</summary>
    public async Task<IReadOnlyList<string>> RequestsAsync() =>
        (await _lab.ExecAsync("cat", Records)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
