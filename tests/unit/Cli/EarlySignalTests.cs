using System.Diagnostics;
using System.Globalization;
using OciReconciler.UnitTests.Files;

namespace OciReconciler.UnitTests.Cli;

/// <summary>The program itself, in the first thing that it does: it waits for its settings on standard input.</summary>
public sealed class EarlySignalTests
{
    private const int Usage = 2;
    private const string Caught = "SigCgt:";

    [Fact]
    public async Task Run_SignalsBeforeAnythingElseIsDone_DoNotEndIt()
    {
        using var process = Start("run", "--config", "-");
        await CatchesAsync(process, Native.HangUp, Native.User1, Native.User2, Native.Terminate);
        foreach (var signal in (int[])[Native.HangUp, Native.HangUp, Native.User1, Native.User2])
            Assert.Equal(0, Native.Kill(process.Id, signal));
        // It goes on: what it reads now is no setting.
        await process.StandardInput.WriteAsync("{ nonsense");
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Usage, process.ExitCode);
    }

    // The other commands are ended by a signal as any program is.
    [Fact]
    public async Task OtherCommand_HangUp_EndsIt()
    {
        using var process = Start("validate", "-");
        Assert.Equal(0, Native.Kill(process.Id, Native.HangUp));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, process.ExitCode);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "oci-reconciler.dll"), .. arguments])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    // As the kernel says; without that the test would measure how fast a machine starts a program.
    private static async Task CatchesAsync(Process process, params int[] signals)
    {
        var wanted = signals.Aggregate(0UL, (mask, signal) => mask | (1UL << (signal - 1)));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!process.HasExited)
        {
            var lines = File.ReadLines($"/proc/{process.Id}/status");
            var caught = lines.First(line => line.StartsWith(Caught, StringComparison.Ordinal))[Caught.Length..].Trim();
            if ((ulong.Parse(caught, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & wanted) == wanted)
                return;
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Fail($"It ended with {process.ExitCode}: {errors}");
    }
}
