using System.Globalization;

namespace OciReconciler.IntegrationTests;

/// <summary>
/// Breaks what the controller stands on, one thing after the other, and prints what was lost and how long it took to converge.
/// </summary>
public sealed class FaultTests(Labs labs)
{
    private const string Begin = "<!-- faults: made by make faults -->";
    private const string End = "<!-- end of faults -->";

    // What docker itself kills when it is restarted without live-restore.
    private static readonly string[] DockerKills = ["docker-quiet3", "docker-quiet4"];

    private const string WakePodman = "podman --remote info > /dev/null";

    private static int Rounds => int.Parse(Environment.GetEnvironmentVariable("FAULT_ROUNDS") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Faults_OneAfterTheOther_LoseNothingAndConverge()
    {
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        var faults = await FaultLab.StartAsync(lab);
        List<FaultRow> rows = [];
        foreach (var (fault, breaks, mends) in Faults)
        {
            var row = await faults.RunAsync(fault, breaks, mends, Rounds);
            rows.Add(row);
            Figure.Print(fault, $"{row.Seconds.Count} times; lost: {row.LostText}; converged within {row.Convergence}");
        }

        Publish(rows);
        Assert.All(
            rows, row => Assert.Subset(
                new SortedSet<string>(row.Fault.StartsWith("dockerd restarted", StringComparison.Ordinal)
                    ? DockerKills : [], StringComparer.Ordinal), row.Lost));
    }

    private static IEnumerable<(string Fault, string Breaks, string? Mends)> Faults =>
    [
        ("controller killed (SIGKILL) in the middle of the edits",
            "systemd-run -q --collect sh -c 'for i in 1 2 3 4 5 6; do sleep 0.3; systemctl kill -s KILL oci-reconciler.service; done'",
            null),
        ("dbus-daemon restarted", "systemctl restart dbus.service", null),
        ("systemd told to reload, 20 times in a row",
            "systemd-run -q --collect sh -c 'for i in $(seq 20); do systemctl daemon-reload; done'", null),
        ("systemd re-executed", "systemctl daemon-reexec", null),
        // It ends by itself when nobody asks: the first call brings it up, so that there is something to break.
        ("podman's API service killed", $"{WakePodman}; systemctl kill -s KILL podman.service", null),
        ("podman's API service restarted", $"{WakePodman}; systemctl restart podman.service", null),
        ("podman's API service hung (SIGSTOP)", $"{WakePodman}; systemctl kill -s STOP podman.service",
            "systemctl kill -s CONT podman.service"),
        ("dockerd hung (SIGSTOP)", "systemctl kill -s STOP --kill-whom=main docker.service",
            "systemctl kill -s CONT --kill-whom=main docker.service"),
        ("dockerd restarted, its event stream cut", "systemctl restart docker.service", null),
        ("/run full: systemd can take no definition", "mount -o remount,size=$(($(df --output=used /run | tail -n 1) + 64))k /run",
            "mount -o remount,size=50% /run"),
        ("disk full under /run/oci-reconciler", Fill("/run/oci-reconciler"), "rm /run/oci-reconciler/full"),
        ("disk full under /var/lib/oci-reconciler", Fill("/var/lib/oci-reconciler"), "rm /var/lib/oci-reconciler/full"),
    ];

    // Fails unless nothing more can be written.
    private static string Fill(string directory) =>
        $"dd if=/dev/zero of={directory}/full bs=1k 2> /dev/null || true; if echo 1 2> /dev/null > {directory}/more; then rm "
        + $"{directory}/more {directory}/full; exit 1; fi; rm -f {directory}/more";

    private static void Publish(IEnumerable<FaultRow> rows)
    {
        if (Environment.GetEnvironmentVariable("FAULT_TABLE") is not { Length: > 0 } path)
            return;
        var text = File.ReadAllText(path);
        var table = string.Join(
            '\n', [Begin, "| fault | change | times | lost | converged within |", "| --- | --- | --- | --- | --- |",
                .. rows.Select(row => row.ToMarkdown()), End]);
        File.WriteAllText(path, text[..text.IndexOf(Begin, StringComparison.Ordinal)] + table
            + text[(text.IndexOf(End, StringComparison.Ordinal) + End.Length)..]);
    }
}
