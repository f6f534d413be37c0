using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Model.Units;
using OciReconciler.Units;

namespace OciReconciler.Images;

/// <summary>
/// Runs programs of imageStream as transient units, so that systemd ends all of a program with its deadline, whatever becomes of the
/// controller. Their output goes through a pipe and never to a file. Thread-safe; one run a workload at a time.
/// </summary>
/// <param name="settings">Proxy variables, for programs that fetch.</param>
/// <param name="limit">How long a program may run.</param>
internal sealed class ImageStreamRunner(
    ISystemdManager systemd, Func<RenderSettings> settings, TimeSpan limit, TimeProvider time) : IImageStreamRunner
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<string> RunAsync(WorkloadSpec spec, Func<Stream, Task> read, CancellationToken cancellationToken)
    {
        await using var run = await StartAsync(spec);
        await read(run.Output);
        return await run.FinishAsync(cancellationToken);
    }

    private async Task<ImageStreamRun> StartAsync(WorkloadSpec spec)
    {
        var program = spec.ImageStream!;
        var unit = UnitNames.ImageStream(spec.Key);
        var stopper = new UnitStopper(systemd, unit, StopLimit * 2, time);
        await stopper.StopAsync();
        var pipes = new ImageStreamPipes();
        try
        {
            // The call is not cancelled halfway: a program that runs unseen would be nobody's. It has a deadline of its own.
            var job = await systemd.StartTransientUnitAsync(Unit(unit, spec, pipes), JobMode.Replace, [], CancellationToken.None);
            return new ImageStreamRun(program, limit, job, systemd, stopper, pipes, time);
        }
        catch (Exception error) when (error is BusException or ArgumentException)
        {
            await pipes.DisposeAsync();
            throw new ImagePrepareException(
                Reasons.ImageStreamFailed, $"imageStream {program} could not be started: {error.Message}", inner: error);
        }
        finally
        {
            // A call that failed early has not closed them, and the ends that are read do not take them along.
            pipes.CloseWritingEnds();
        }
    }

    /// <summary>Stops what a controller that was killed has left running.</summary>
    public async Task StopLeftoversAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await systemd.ListUnitsByPatternsAsync([UnitNames.ImageStreamPattern], cancellationToken))
        {
            if (Ownership.IsHelper(row.Description))
                await new UnitStopper(systemd, row.Name, StopLimit * 2, time).StopAsync();
        }
    }

    // A oneshot's start job lasts until the program has ended, and tells how. A failed one stays loaded until its reason was read.
    private TransientUnit Unit(string unit, WorkloadSpec spec, ImageStreamPipes pipes) => new(unit,
    [
        new TransientProperty.Text("Description", Ownership.HelperDescription($"Image stream of {spec.Key.Name}")),
        new TransientProperty.Text("Type", "oneshot"),
        .. spec.RootlessUser is { } user ? [new TransientProperty.Text("User", user)] : Array.Empty<TransientProperty>(),
        new TransientProperty.Duration("TimeoutStartUSec", limit),
        new TransientProperty.Duration("TimeoutStopUSec", StopLimit),
        new TransientProperty.Texts("Environment", [.. settings().ProxyEnvironment.Select(entry => $"{entry.Key}={entry.Value}")]),
        new TransientProperty.Descriptor("StandardOutputFileDescriptor", pipes.Output.ClientSafePipeHandle),
        new TransientProperty.Descriptor("StandardErrorFileDescriptor", pipes.Errors.ClientSafePipeHandle),
        new ExecProperty("ExecStart", [new ExecLine(spec.ImageStream!, [spec.ImageStream!], IgnoreFailure: false)],
            systemd.Info.MajorVersion),
    ]);
}
