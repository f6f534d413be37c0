using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Secrets;

/// <summary>A systemd that runs the program of a transient unit as a process of the test, with the descriptors that it was given.</summary>
internal sealed class ProgramHost : ISystemdManager
{
    private ProgramEnd? _end;

    /// <summary>Units that were started.</summary>
    public List<TransientUnit> Started { get; } = [];

    /// <summary>What stands for an argument on this host.</summary>
    public Func<string, string> Replace { get; init; } = argument => argument;

    /// <summary>How a job ends, whatever its program does.</summary>
    public JobResult? JobEnds { get; init; }

    public ManagerInfo Info { get; } = new("257", 257);

    public ChannelReader<UnitEvent> Events { get; } = Channel.CreateUnbounded<UnitEvent>().Reader;

    public Task<SystemdJob> StartTransientUnitAsync(
        TransientUnit unit, JobMode mode, IReadOnlyList<TransientUnit> auxiliary, CancellationToken cancellationToken)
    {
        Started.Add(unit);
        // The caller closes its own copies when this returns.
        var input = Open(unit, "StandardInputFileDescriptor", FileAccess.Read);
        var output = Open(unit, "StandardOutputFileDescriptor", FileAccess.Write);
        var errors = Open(unit, "StandardErrorFileDescriptor", FileAccess.Write);
        return Task.FromResult(new SystemdJob(unit.Name, "/job/1", Task.Run(RunAsync, CancellationToken.None)));

        async Task<JobResult> RunAsync()
        {
            using var read = new MemoryStream();
            await using (input)
            await using (output)
            await using (errors)
            {
                await input.CopyToAsync(read, CancellationToken.None);
                var line = unit.Properties.OfType<ExecProperty>().Single().Lines[0];
                _end = await Age.RunAsync([.. line.Arguments.Select(Replace)], read.ToArray());
                await output.WriteAsync(_end.Output, CancellationToken.None);
                await errors.WriteAsync(_end.Errors, CancellationToken.None);
            }

            return JobEnds ?? (_end.Status == 0 ? JobResult.Done : JobResult.Failed);
        }
    }

    public Task<ServiceProperties> GetServiceAsync(string unit, CancellationToken cancellationToken) =>
        Task.FromResult(new ServiceProperties { Result = _end!.Result, MainStatus = _end.Status });

    public Task<IReadOnlyList<UnitStatus>> ListUnitsByPatternsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<UnitStatus>>([]);

    public Task<IReadOnlyList<UnitFile>> ListUnitFilesByPatternsAsync(
        IReadOnlyList<string> patterns, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<UnitProperties> GetUnitAsync(string unit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<UnitStatus>> ListUnitsByNamesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string?> GetUnitFileStateAsync(string unit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SystemdJob> StartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<SystemdJob> StopUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<SystemdJob> RestartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task ResetFailedUnitAsync(string unit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReloadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static FileStream Open(TransientUnit unit, string name, FileAccess access)
    {
        var handle = unit.Properties.OfType<TransientProperty.Descriptor>().Single(property => property.Name == name).Handle;
        var path = $"/proc/self/fd/{handle.DangerousGetHandle()}";
        return new FileStream(new SafeFileHandle(LibC.Open(path, access == FileAccess.Read ? 0 : 1), ownsHandle: true), access);
    }
}
