namespace OciReconciler.IntegrationTests;

/// <summary>Measures the file and its commands, beside commands of others that show the same.</summary>
internal sealed class CommandStage(BenchRun run, BenchHost host)
{
    private const int Workloads = 200;
    private const int Times = 20;

    private static readonly BenchLine Size = new("i", "the program's file", "MB", "20");
    private static readonly BenchLine Version = new("i", "`--version`", "ms", "13");
    private static readonly BenchLine Get = new("i", $"`get` of {Workloads} workloads", "ms", "25");

    /// <summary>Measures them.</summary>
    public async Task RunAsync()
    {
        foreach (var program in run.Settings.Programs)
            await run.TryAsync($"commands, {program.Column}", () => MeasureAsync(program));
    }

    private async Task MeasureAsync(BenchProgram program)
    {
        run.Figures.Add(Size, program.Column, new FileInfo(program.File).Length / 1e6);
        await host.BeginAsync(program);
        await Crowd.DropAsync(host.Lab, Enumerable.Range(0, Workloads), "1");
        await host.AwaitAsync(Workloads);
        await host.MeasureAsync(IdleUse.Unknown, "true");
        await RepeatAsync(Version, program.Column, "oci-reconciler --version");
        await RepeatAsync(Get, program.Column, "oci-reconciler get");
        if (program.Column != BenchProgram.This)
            return;
        foreach (var peer in new[] { "systemctl", "podman", "docker" })
            await RepeatAsync(Version, peer, $"{peer} --version");
        await RepeatAsync(Get, "systemctl list-units", $"systemctl list-units --all '{Crowd.Units}'");
        await RepeatAsync(Get, "podman ps of none", "podman ps --all");
        if ((await host.Lab.ExecAsync("docker", "compose", "version")).ExitCode == 0)
            await RepeatAsync(Get, "compose ls", "docker compose ls");
    }

    private async Task RepeatAsync(BenchLine line, string subject, string command) =>
        run.Figures.Add(line, subject, await BusLimits.RepeatAsync(host.Lab, Times, command));
}
