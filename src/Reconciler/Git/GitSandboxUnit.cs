using OciReconciler.Configuration;
using OciReconciler.DBus.Manager;
using OciReconciler.DBus.Units;
using OciReconciler.Units;

namespace OciReconciler.Git;

/// <summary>Starts and ends the worker of a source as a transient unit.</summary>
/// <param name="program">Absolute path of this program.</param>
internal sealed class GitSandboxUnit(
    GitSourceOptions source, GitSandboxPlace place, string program, ISystemdManager systemd, TimeProvider time)
{
    // systemd's own exit statuses, of what happens before the program runs: systemd.exec(5), "Process exit codes".
    private const int CannotExecute = 203;
    private const int NoNamespace = 226;
    private const int NoCacheDirectory = 239;
    private const int NoCredentials = 243;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly string _unit = place.Unit;

    private UnitStopper Stopper => new(systemd, _unit, StopLimit, time);

    /// <summary>Starts it, after what a controller that was killed has left running was stopped.</summary>
    /// <exception cref="GitException">It does not start.</exception>
    public async Task<GitWorkerConnection> StartAsync(CancellationToken cancellationToken)
    {
        RequireCredentialFiles();
        try
        {
            await Stopper.StopAsync();
            return await StartNewAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is BusException or StepException or ArgumentException or TimeoutException)
        {
            throw new GitException(Reasons.GitFailed, $"The sandbox of git ({_unit}) was not started: {failure.Message}", failure);
        }
    }

    private async Task<GitWorkerConnection> StartNewAsync(CancellationToken cancellationToken)
    {
        var pipes = new GitPipes();
        var isStarted = false;
        try
        {
            // The call is not cancelled halfway: a worker that runs unseen would be nobody's.
            var job = await systemd.StartTransientUnitAsync(Unit(pipes), JobMode.Replace, [], CancellationToken.None);
            pipes.CloseWorkersEnds();
            if (await job.WaitAsync(StartLimit, time, cancellationToken) != JobResult.Done)
                throw await FailureAsync();
            isStarted = true;
            return new GitWorkerConnection(pipes.Requests, pipes.Answers, EndAsync);
        }
        finally
        {
            // A call that failed early has not closed them.
            pipes.CloseWorkersEnds();
            if (!isStarted)
            {
                pipes.Dispose();
                await Stopper.StopAsync();
            }
        }
    }

    private async Task EndAsync()
    {
        try
        {
            await Stopper.StopAsync();
        }
        catch (Exception failure) when (failure is BusException or StepException or TimeoutException)
        {
            // The worker ends by itself, since its input has; and the next one is started after what is left of this one was stopped.
        }
    }

    private TransientUnit Unit(GitPipes pipes) => new(_unit,
    [
        .. GitSandbox.Properties(source, program, place),
        new TransientProperty.Descriptor("StandardInputFileDescriptor", pipes.Requests.ClientSafePipeHandle),
        new TransientProperty.Descriptor("StandardOutputFileDescriptor", pipes.Answers.ClientSafePipeHandle),
        new TransientProperty.Text("StandardError", "journal"),
        new ExecProperty("ExecStart", [new ExecLine(program, [program, "git-worker"], IgnoreFailure: false)], systemd.Info.MajorVersion),
    ]);

    // systemd says of a credential that it cannot load only that there is one.
    private void RequireCredentialFiles()
    {
        var missing = GitCredentialFiles.SettingsOf(source).Select(entry => entry.Setting)
            .FirstOrDefault(setting => !File.Exists(CredentialPath.Of(setting)));
        if (missing is not null)
        {
            throw new GitException(
                Reasons.GitAccessDenied, $"Of what the source {source.Name} names, {CredentialPath.Advice(missing)}.");
        }
    }

    private async Task<GitException> FailureAsync()
    {
        var service = await systemd.GetServiceAsync(_unit, CancellationToken.None);
        return service.MainStatus switch
        {
            NoCredentials => new GitException(
                Reasons.GitAccessDenied,
                "systemd did not load a credential of the source: see that each file and credential exists, and that all are below 1 MB."),
            CannotExecute => Failed($"{program} cannot be executed by others than root: its path must be readable for all."),
            NoNamespace => Failed("its view of the file system could not be made: see that the path of a file:// repository exists."),
            NoCacheDirectory => Failed("/var/cache/oci-reconciler-git could not be made."),
            var other => Failed($"it ended with status {other} ({service.Result})."),
        };
    }

    private GitException Failed(string why) =>
        new(Reasons.GitFailed, $"The sandbox of git was not started: {why} See journalctl -u {_unit}.");
}
