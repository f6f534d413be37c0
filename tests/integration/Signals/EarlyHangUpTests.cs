namespace OciReconciler.IntegrationTests;

/// <summary>The published program, before its runtime has come to the first line of it.</summary>
public sealed class EarlyHangUpTests(Labs labs)
{
    [Fact]
    public async Task Run_HangUpRightAfterItsStart_GoesOn()
    {
        // It waits for its settings. SIGHUP is the lowest bit of what a process catches; its handler gets what came before.
        const string Script = """
            mkfifo /tmp/settings; exec 3<>/tmp/settings
            for wait in 0.010 0.015 0.020 0.025 0.030 0.040 0.060 0.100; do
                oci-reconciler run --config - <&3 & pid=$!
                until [ "$(readlink /proc/$pid/exe)" = /usr/local/bin/oci-reconciler ]; do :; done
                sleep $wait; kill -HUP $pid
                until grep -q 'SigCgt:.*[13579bdf]$' /proc/$pid/status || [ ! -e /proc/$pid/exe ]; do :; done
                if [ -e /proc/$pid/exe ]; then echo "goes on"; else echo "ended after $wait s"; fi
                kill -KILL $pid; wait $pid
            done
            """;
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await lab.InstallProgramAsync();
        var outcomes = (await lab.ExecAsync("bash", "-c", Script)).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Repeat("goes on", 8), outcomes);
    }
}
