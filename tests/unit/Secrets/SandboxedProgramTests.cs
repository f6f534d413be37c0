using OciReconciler.Units;

namespace OciReconciler.UnitTests.Secrets;

/// <summary>Programs that read from one pipe and write to others.</summary>
public sealed class SandboxedProgramTests : IAsyncDisposable
{
    private readonly ProgramHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    // A pipe takes 64 KiB at once.
    [Fact]
    public async Task Run_MoreThanAPipeTakes_GoesThroughWhole()
    {
        var input = Enumerable.Range(0, 300_000).Select(number => (byte)number).ToArray();
        var end = await RunAsync("cat; head -c 100000 /dev/zero >&2", input, kept: input.Length);

        Assert.Equal(ProgramEnd.Success, end.Result);
        Assert.Equal(input, end.Output);
        Assert.Equal(4096, end.Errors.Length);
    }

    [Fact]
    public async Task Run_WritesMoreThanIsKept_TheRestIsDropped() =>
        Assert.Equal("abc", Encoding.ASCII.GetString((await RunAsync("echo abcdef", [], kept: 3)).Output));

    [Fact]
    public async Task Run_Fails_SaysHow()
    {
        var end = await RunAsync("echo wrong >&2; exit 7", new byte[100_000], kept: 10);

        Assert.Equal(("exit-code", 7, "wrong\n"), (end.Result, end.Status, Encoding.ASCII.GetString(end.Errors)));
    }

    // systemd says "success" of a service that has not ended badly, also of one that was stopped before it ran.
    [Fact]
    public async Task Run_JobThatWasCanceled_IsNoSuccess()
    {
        await using var host = new ProgramHost { JobEnds = JobResult.Canceled };
        Assert.Equal(ProgramEnd.Canceled, (await RunAsync("cat", [], kept: 10, host)).Result);
    }

    private Task<ProgramEnd> RunAsync(string script, byte[] input, int kept, ProgramHost? host = null) => new SandboxedProgram(
        host ?? _host, TimeProvider.System).RunAsync(
        new SandboxedCommand("oci-reconciler-test.service", "Test", ["/bin/sh", "-c", script], TimeSpan.FromSeconds(30))
        {
            MaxOutputBytes = kept,
        },
        input, TestContext.Current.CancellationToken);
}
