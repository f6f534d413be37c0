using System.Text;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>Looks for a secret in a whole lab: as it is, and inside anything that was encoded with base64.</summary>
public static class SecretSearch
{
    private const string Needles = "/dev/shm/needles";

    // The search must not find itself: what is looked for lies in a file.
    private const string Script = $$"""
        cd /
        for entry in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do
            if tr '\0' '\n' < "$entry" 2> /dev/null | grep -qaFf {{Needles}}; then echo "process $(cat "${entry%/*}/comm")"; fi
        done
        systemctl show --all '*' | grep -aFf {{Needles}} | sed 's/=.*//; s/^/unit property /'
        journalctl -q --no-pager -o verbose | grep -qaFf {{Needles}} && echo journal
        grep -rlaF -D skip -f {{Needles}} /etc /root /home /run /tmp /usr/local /var 2> /dev/null \
            | grep -v '^/run/credentials/' | sed 's/^/file /'
        true
        """;

    /// <summary>Where it was found: processes' arguments and environments, properties of units, the journal, files.</summary>
    /// <param name="secret">Long and random, of hexadecimal digits.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(Lab lab, string secret)
    {
        await lab.WriteFileAsync(Needles, string.Join('\n', [secret, .. Enumerable.Range(0, 3).Select(offset => Encoded(secret, offset))])
            + "\n");
        var found = (await lab.ExecAsync("bash", "-c", Script)).Text;
        (await lab.ExecAsync("rm", Needles)).Succeeded();
        return [.. found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
    }

    // What is certain of the code when the secret stands at any place of what was encoded.
    private static string Encoded(string secret, int offset)
    {
        var text = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('.', offset) + secret));
        var unknown = ((offset * 8) + 5) / 6;
        return text[unknown..^4];
    }
}
