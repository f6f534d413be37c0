namespace OciReconciler.IntegrationTests.SimulatedRules;

/// <summary>Steps of rules, by the names of units without their suffix.</summary>
internal static class RuleSteps
{
    /// <summary>Starts a holder with a service as auxiliary unit, as the controller does.</summary>
    public static RuleStep Define(
        string name, string[] observations, string[]? requires = null, bool fails = false, bool restarts = false,
        string collect = "inactive-or-failed", bool isSlow = false) => new(
        $"define {name}",
        async host => await host.Systemd.StartTransientUnitAsync(
            Holder(name), JobMode.Replace, [Service(name, requires ?? [], [], fails, restarts, collect, isSlow)], CancellationToken.None),
        observations);

    /// <summary>Asks for a start and does not wait for it.</summary>
    public static RuleStep Begin(string unit, params string[] observations) => new(
        $"begin to start {unit}", host => Without(host.Systemd.StartUnitAsync(unit, JobMode.Replace, CancellationToken.None)),
        observations);

    /// <summary>Asks for a stop that must not cancel anything.</summary>
    public static RuleStep StopGently(string unit, params string[] observations) => new(
        $"stop {unit} gently", async host => await host.Systemd.StopUnitAsync(unit, JobMode.Fail, CancellationToken.None), observations);

    /// <summary>Asks for a start that must not cancel anything, and does not wait for it.</summary>
    public static RuleStep BeginGently(string unit, params string[] observations) => new(
        $"begin to start {unit} gently", host => Without(host.Systemd.StartUnitAsync(unit, JobMode.Fail, CancellationToken.None)),
        observations);

    /// <summary>Asks for a restart that must not cancel anything, and does not wait for it.</summary>
    public static RuleStep BeginToRestartGently(string unit, params string[] observations) => new(
        $"begin to restart {unit} gently",
        host => Without(host.Systemd.RestartUnitAsync(unit, JobMode.Fail, CancellationToken.None)),
        observations);

    /// <summary>Starts a holder alone.</summary>
    public static RuleStep Hold(string name, params string[] observations) => new(
        $"hold {name}", async host => await host.Systemd.StartTransientUnitAsync(Holder(name), JobMode.Replace, [], CancellationToken.None),
        observations);

    /// <summary>Runs a service without a holder that is to be started after another.</summary>
    public static RuleStep RunAfter(string name, string after, params string[] observations) => new(
        $"run {name} after {after}",
        async host => await host.Systemd.StartTransientUnitAsync(
            Service(name, [], [after + ".service"], fails: false, restarts: false, "inactive-or-failed"), JobMode.Replace, [],
            CancellationToken.None),
        observations);

    public static RuleStep Start(string unit, params string[] observations) =>
        new($"start {unit}", async host => await host.Systemd.StartUnitAsync(unit, JobMode.Replace, CancellationToken.None), observations);

    public static RuleStep Stop(string unit, params string[] observations) =>
        new($"stop {unit}", async host => await host.Systemd.StopUnitAsync(unit, JobMode.Replace, CancellationToken.None), observations);

    public static RuleStep Restart(string unit, params string[] observations) =>
        new($"restart {unit}", async host => await host.Systemd.RestartUnitAsync(unit, JobMode.Replace, CancellationToken.None),
            observations);

    public static RuleStep ResetFailed(string unit, params string[] observations) =>
        new($"reset {unit}", host => Without(host.Systemd.ResetFailedUnitAsync(unit, CancellationToken.None)), observations);

    public static RuleStep Reload(params string[] observations) =>
        new("reload", host => Without(host.Systemd.ReloadAsync(CancellationToken.None)), observations);

    public static RuleStep RemoveFile(string unit, params string[] observations) =>
        new($"remove the file of {unit}", host => Without(host.RemoveFileAsync(unit)), observations);

    public static RuleStep Kill(string unit, params string[] observations) =>
        new($"kill {unit}", host => Without(host.KillAsync(unit)), observations);

    private static async Task<SystemdJob?> Without(Task act)
    {
        await act;
        return null;
    }

    private static TransientUnit Holder(string name) => new($"hold{name}.slice",
    [
        new TransientProperty.Text("Description", $"holds {name}"),
        new TransientProperty.Texts("Before", [$"{name}.service"]),
    ]);

    // One that is slow is never ready.
    private static TransientUnit Service(
        string name, string[] requires, string[] after, bool fails, bool restarts, string collect, bool isSlow = false)
    {
        var program = fails ? "/bin/false" : "/bin/sleep";
        string[] required = [.. requires.Select(other => other + ".service")];
        return new($"{name}.service",
        [
            new TransientProperty.Text("Description", name),
            new TransientProperty.Text("CollectMode", collect),
            new TransientProperty.Texts("Requires", [.. required]),
            new TransientProperty.Texts("After", [.. required, .. after]),
            new TransientProperty.Text("Type", isSlow ? "notify" : "simple"),
            new TransientProperty.Text("Restart", restarts ? "always" : "no"),
            // systemd 252 knows the other form too; nothing here holds a '$'.
            new ExecProperty("ExecStart", [new ExecLine(program, fails ? [program] : [program, "infinity"], IgnoreFailure: false)], 252),
        ]);
    }
}
