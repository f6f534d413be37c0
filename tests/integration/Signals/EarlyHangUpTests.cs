namespace OciReconciler.IntegrationTests;

/// <summary>The published program, before its runtime has come to the first line of it.</summary>
public sealed class EarlyHangUpTests(Labs labs)
{
    [Fact]
    public async Task Run_HangUpRightAfterItsStart_GoesOn()
    {
        // It waits for its settings. SIGHUP is the lowest bit of a set of signals; the handler gets what came before. Before the program's
        // first instruction nobody can hold a signal: the clock runs from when it is held, which a busy machine may be too late to see.
        const string Script = """
            mkfifo /tmp/settings; exec 3<>/tmp/settings
            has() {
                while read -r name set; do
                    if [ "$name" = "$1:" ]; then [[ $set == *[13579bdf] ]]; return; fi
                done 2> /dev/null < /proc/$pid/status
                return 1
            }
            start() {
                oci-reconciler run --config - <&3 & pid=$!
                until [ "$(readlink /proc/$pid/exe)" = /usr/local/bin/oci-reconciler ]; do :; done
                until has SigBlk; do if has SigCgt || [ ! -e /proc/$pid/exe ]; then return 1; fi; done
            }
            end() { kill -KILL $pid; wait $pid; }
            for wait in 0 0.005 0.010 0.015 0.020 0.030 0.050 0.100; do
                tries=1
                until start; do
                    end
                    if [ $((tries++)) = 20 ]; then echo "never held"; exit; fi
                done
                sleep $wait; kill -HUP $pid
                until has SigCgt || [ ! -e /proc/$pid/exe ]; do :; done
                if [ -e /proc/$pid/exe ]; then echo "goes on"; else echo "ended after $wait s"; fi
                end
            done
            """;
        await using var lab = await labs.OwnAsync(DebianRelease.Trixie);
        await lab.InstallProgramAsync();
        var outcomes = (await lab.ExecAsync("bash", "-c", Script)).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Repeat("goes on", 8), outcomes);
    }
}
