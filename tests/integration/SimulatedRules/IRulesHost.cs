namespace OciReconciler.IntegrationTests.SimulatedRules;

/// <summary>A systemd that scenarios are run against: the real one in a lab, or the simulation.</summary>
internal interface IRulesHost
{
    ISystemdManager Systemd { get; }

    /// <summary>Waits for a job. Returns its result.</summary>
    Task<JobResult> EndOfAsync(SystemdJob job);

    /// <summary>Removes the file of a transient unit.</summary>
    Task RemoveFileAsync(string unit);

    /// <summary>Kills the processes of a unit.</summary>
    Task KillAsync(string unit);

    /// <summary>What is seen, once it is as expected; or what is seen in the end.</summary>
    /// <param name="expected">Null: whatever is there when everything has come to rest.</param>
    Task<string> SeenAsync(Func<Task<string>> observe, string? expected);
}
