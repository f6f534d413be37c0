using System.Threading.Channels;

namespace OciReconciler.UnitTests.Hooks;

/// <summary>systemd as far as a hook's runner sees it: one unit, whose program reads its standard input or does not.</summary>
internal sealed class HookSystemd : ISystemdManager
{
    /// <summary>A unit of the hook's name, or null.</summary>
    public UnitStatus? Present { get; set; }

    /// <summary>How the program ends.</summary>
    public JobResult Result { get; set; } = JobResult.Done;

    /// <summary>What systemd says of it then.</summary>
    public ServiceProperties Service { get; set; } = new();

    /// <summary>What the call fails with, or null.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>Whether the program reads what it is given.</summary>
    public bool Reads { get; set; } = true;

    /// <summary>The unit that was started last.</summary>
    public TransientUnit? Started { get; private set; }

    /// <summary>What its program read.</summary>
    public string Input { get; private set; } = "";

    /// <summary>Names of calls that act, in order.</summary>
    public List<string> Calls { get; } = [];

    public ManagerInfo Info { get; } = new("257", 257);

    public ChannelReader<UnitEvent> Events => throw new NotSupportedException();

    public Task<IReadOnlyList<UnitStatus>> ListUnitsByPatternsAsync(IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<UnitStatus>>(Present is { } row && patterns.Contains(row.Name) ? [row] : []);

    public Task<ServiceProperties> GetServiceAsync(string unit, CancellationToken cancellationToken) => Task.FromResult(Service);

    public Task<SystemdJob> StartTransientUnitAsync(
        TransientUnit unit, JobMode mode, IReadOnlyList<TransientUnit> aux, CancellationToken cancellationToken)
    {
        Calls.Add("start");
        if (Refusal is not null)
            throw Refusal;
        Started = unit;
        var handle = unit.Properties.OfType<TransientProperty.Descriptor>().Single().Handle;
        // As the descriptor that travels over the bus: another one for the same pipe.
        var input = new FileStream($"/proc/self/fd/{handle.DangerousGetHandle()}", FileMode.Open, FileAccess.Read);
        handle.Dispose();
        return Task.FromResult(new SystemdJob(unit.Name, "/job/1", RunAsync(input, unit.Name)));
    }

    public Task<SystemdJob> StopUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken)
    {
        Calls.Add("stop");
        return Task.FromResult(new SystemdJob(unit, "/job/2", Task.FromResult(JobResult.Done)));
    }

    public Task ResetFailedUnitAsync(string unit, CancellationToken cancellationToken)
    {
        Calls.Add("reset");
        Present = null;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<IReadOnlyList<UnitFile>> ListUnitFilesByPatternsAsync(
        IReadOnlyList<string> patterns, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<UnitProperties> GetUnitAsync(string unit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<UnitStatus>> ListUnitsByNamesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string?> GetUnitFileStateAsync(string unit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SystemdJob> StartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<SystemdJob> RestartUnitAsync(string unit, JobMode mode, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task ReloadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<JobResult> RunAsync(FileStream input, string unit)
    {
        await using (input)
        {
            if (Reads)
                Input = await new StreamReader(input).ReadToEndAsync();
        }

        if (Result != JobResult.Done)
            Present = new UnitStatus(unit, "x (oci-reconciler/1 helper)", "loaded", "failed", "failed", 0, "");
        return Result;
    }
}
