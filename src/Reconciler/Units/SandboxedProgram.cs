using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;

namespace OciReconciler.Units;

/// <summary>
/// Runs programs to their end, each in a transient unit with next to no rights: what it reads comes through a pipe, and so goes what it
/// writes. systemd ends all of a program with its deadline, whatever becomes of the controller. Thread-safe; one run a unit at a time.
/// </summary>
internal sealed class SandboxedProgram(ISystemdManager systemd, TimeProvider time)
{
    private const int MaxErrorBytes = 4096;

    // What a program may take: far more than one that reads some kilobytes needs.
    private const ulong MaxMemory = 256 << 20;
    private const ulong MaxTasks = 64;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Runs one.</summary>
    /// <param name="input">What it reads from its standard input.</param>
    /// <exception cref="BusException">systemd does not answer, or does not take the unit.</exception>
    /// <exception cref="StepException">A unit of that name is somebody else's.</exception>
    /// <exception cref="TimeoutException">systemd does not say how it ended.</exception>
    public async Task<ProgramEnd> RunAsync(SandboxedCommand command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var stopper = new UnitStopper(systemd, command.Unit, StopLimit * 2, time);
        await stopper.StopAsync();
        await using var pipes = new ProgramPipes();
        var job = await StartAsync(command, pipes);
        var writing = pipes.WriteAsync(input);
        var output = ProgramPipes.ReadAsync(pipes.Output, command.MaxOutputBytes);
        var errors = ProgramPipes.ReadAsync(pipes.Errors, MaxErrorBytes);
        (string Result, int Status) end = (ProgramEnd.Success, 0);
        try
        {
            if (await job.WaitAsync(command.Limit + Grace, time, cancellationToken) != JobResult.Done)
                end = OfUndone(await systemd.GetServiceAsync(command.Unit, CancellationToken.None));
        }
        finally
        {
            // With the unit ends whoever holds the other ends of the pipes.
            await stopper.StopAsync();
            await Task.WhenAll(writing, output, errors);
        }

        return new ProgramEnd(end.Result, end.Status, await output, await errors);
    }

    // Of a unit that never ran, or was stopped by somebody or forgotten, systemd has nothing bad to say.
    private static (string Result, int Status) OfUndone(ServiceProperties service) =>
        (service.Result == ProgramEnd.Success ? ProgramEnd.Canceled : service.Result, service.MainStatus);

    private async Task<SystemdJob> StartAsync(SandboxedCommand command, ProgramPipes pipes)
    {
        try
        {
            // The call is not cancelled halfway: a program that runs unseen would be nobody's. It has a deadline of its own.
            return await systemd.StartTransientUnitAsync(UnitOf(command, pipes), JobMode.Replace, [], CancellationToken.None);
        }
        finally
        {
            // A call that failed early has not closed them, and the ends of the controller would wait for ever.
            pipes.CloseOthersEnds();
        }
    }

    // A oneshot's start job lasts until the program has ended, and tells how. A failed one stays loaded until its reason was read.
    private TransientUnit UnitOf(SandboxedCommand command, ProgramPipes pipes) => new(command.Unit,
    [
        new TransientProperty.Text("Description", Ownership.HelperDescription(command.Description)),
        new TransientProperty.Text("Type", "oneshot"),
        new TransientProperty.Duration("TimeoutStartUSec", command.Limit),
        new TransientProperty.Duration("TimeoutStopUSec", StopLimit),
        new TransientProperty.Descriptor("StandardInputFileDescriptor", pipes.Input.ClientSafePipeHandle),
        new TransientProperty.Descriptor("StandardOutputFileDescriptor", pipes.Output.ClientSafePipeHandle),
        new TransientProperty.Descriptor("StandardErrorFileDescriptor", pipes.Errors.ClientSafePipeHandle),
        .. command.Rights,
        .. Sandbox(),
        new ExecProperty("ExecStart", [new ExecLine(command.Arguments[0], command.Arguments, IgnoreFailure: false)],
            systemd.Info.MajorVersion),
    ]);

    // systemd.exec(5). A dynamic user implies a private /tmp and that nothing of its is left.
    private static TransientProperty[] Sandbox() =>
    [
        .. Sandboxes.Base,
        new TransientProperty.Bool("PrivateNetwork", true),
        new TransientProperty.Bool("MemoryDenyWriteExecute", true),
        new TransientProperty.Text("ProtectHome", "yes"),
        new TransientProperty.Text("ProtectProc", "invisible"),
        new TransientProperty.Large("RestrictNamespaces", 0),
        new TransientProperty.Large("MemoryMax", MaxMemory),
        new TransientProperty.Large("TasksMax", MaxTasks),
        new TransientProperty.Number("UMask", 0x3F),
    ];
}
