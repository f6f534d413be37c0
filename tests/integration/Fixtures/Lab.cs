using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>A booted host with systemd, podman and docker, in a container. Everything in it may be broken by its test.</summary>
public sealed class Lab : IAsyncDisposable
{
    private static readonly TimeSpan BootTimeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AgentPatience = TimeSpan.FromSeconds(5);

    private readonly LabContainers _containers;
    private readonly LabSettings _settings;
    private readonly IContainer _container;
    private readonly SemaphoreSlim _starting = new(1);
    private LabAgent? _agent;

    private Lab(LabContainers containers, LabSettings settings, IContainer container, DebianRelease release)
    {
        _containers = containers;
        _settings = settings;
        _container = container;
        Release = release;
    }

    /// <summary>The release that this lab runs.</summary>
    public DebianRelease Release { get; }

    /// <summary>Id of its container.</summary>
    public string ContainerId => _container.Id;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static async Task<Lab> BootAsync(LabContainers containers, LabSettings settings, DebianRelease release)
    {
        var container = LabContainers.Create(LabSettings.ImageFor(release), settings);
        var lab = new Lab(containers, settings, container, release);
        try
        {
            await container.StartAsync(Cancellation);
            await lab.WaitUntilBootedAsync();
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }

        return lab;
    }

    /// <summary>Runs a program in the lab, as root, without a shell.</summary>
    public async Task<ExecOutcome> ExecAsync(params string[] argv)
    {
        var agent = await AgentAsync();
        var running = agent.ExecAsync(argv, Cancellation);
        // An engine may leave the streams of a lab that went away open.
        while (await Task.WhenAny(running, Task.Delay(AgentPatience, TimeProvider.System, Cancellation)) != running)
        {
            if (!await _containers.IsRunningAsync(_container.Id, Cancellation))
                agent.Dispose();
        }

        return await running;
    }

    /// <summary>Runs a script with the lab's <c>sh -e</c>.</summary>
    public Task<ExecOutcome> ShellAsync(string script) => ExecAsync("sh", "-ec", script);

    /// <summary>Runs a program as a unit of its own: inside the lab's cgroup namespace, which <see cref="ExecAsync"/> is not.</summary>
    public Task<ExecOutcome> RunAsUnitAsync(params string[] argv) =>
        ExecAsync(["systemd-run", "--quiet", "--pipe", "--wait", "--collect", "--", .. argv]);

    /// <summary>Writes a file as an editor does: under a hidden name beside it, then renamed into place. Parents are made.</summary>
    public async Task WriteFileAsync(string path, string content)
    {
        // The engine's own copying does not reach the lab's tmpfs mounts.
        const string Script = """
            directory=$(dirname "$1"); hidden=$directory/.$(basename "$1").new
            mkdir -p "$directory"; printf %s "$2" > "$hidden"; mv -f "$hidden" "$1"
            """;
        (await ExecAsync("sh", "-ec", Script, "sh", path, content)).Succeeded();
    }

    /// <summary>Puts the published program, or another build of it, and its unit where a package would; does not start it.</summary>
    public async Task InstallProgramAsync(string? build = null)
    {
        await InstallExecutableAsync(build ?? _settings.ProgramPath, "/usr/local/bin/oci-reconciler");
        var unit = await File.ReadAllTextAsync(_settings.UnitPath, Cancellation);
        await WriteFileAsync("/etc/systemd/system/oci-reconciler.service", unit);
        (await ExecAsync("systemctl", "daemon-reload")).Succeeded();
    }

    /// <summary>Puts a program of this machine into the lab, where one of the same name may run; not on a tmpfs.</summary>
    public async Task InstallExecutableAsync(string file, string path)
    {
        const UnixFileModes Executable = UnixFileModes.UserRead | UnixFileModes.UserWrite | UnixFileModes.UserExecute
            | UnixFileModes.GroupRead | UnixFileModes.GroupExecute | UnixFileModes.OtherRead | UnixFileModes.OtherExecute;
        var program = await File.ReadAllBytesAsync(file, Cancellation);
        await _container.CopyAsync(program, $"{path}.new", fileMode: Executable, ct: Cancellation);
        (await ExecAsync("mv", $"{path}.new", path)).Succeeded();
    }

    /// <summary>Puts a drop-in that comes with the program where an administrator would; before the service's start.</summary>
    public async Task InstallDropInAsync(string name)
    {
        var path = $"oci-reconciler.service.d/{name}";
        await WriteFileAsync($"/etc/systemd/system/{path}", await File.ReadAllTextAsync(_settings.PackagingPath(path), Cancellation));
        (await ExecAsync("systemctl", "daemon-reload")).Succeeded();
    }

    /// <summary>Puts a unit that comes with the program where a package would; does not start it.</summary>
    public async Task InstallUnitAsync(string name)
    {
        await WriteFileAsync($"/etc/systemd/system/{name}", await File.ReadAllTextAsync(_settings.PackagingPath(name), Cancellation));
        (await ExecAsync("systemctl", "daemon-reload")).Succeeded();
    }

    /// <summary>
    /// Waits until a condition holds; the failure says what was waited for and ends with the controller's last log lines.
    /// </summary>
    public async Task EventuallyAsync(string description, Func<Task<bool>> condition, TimeSpan? timeout = null) =>
        await EventuallyAsync(description, condition, holds => holds, timeout);

    /// <summary>Waits until what is observed is as expected, and returns it; the failure names the last value seen.</summary>
    public async Task<T> EventuallyAsync<T>(
        string description, Func<Task<T>> observe, Func<T, bool> isExpected, TimeSpan? timeout = null)
    {
        try
        {
            return await Eventually.BecomesAsync(description, observe, isExpected, timeout);
        }
        catch (Xunit.Sdk.XunitException failure)
        {
            var journal = await JournalAsync("oci-reconciler.service", 30);
            Assert.Fail($"{failure.Message}\nthe controller's journal:\n{journal}");
            throw;
        }
    }

    /// <summary>The last lines that a unit logged, oldest first.</summary>
    public async Task<string> JournalAsync(string unit, int lines = 200) =>
        (await ExecAsync("journalctl", "--no-pager", "-o", "short-precise", "-n", $"{lines}", "-u", unit)).Stdout;

    /// <summary>One property of a unit, such as <c>ActiveState</c>, as <c>systemctl show</c> prints it.</summary>
    public async Task<string> UnitPropertyAsync(string unit, string property) =>
        (await ExecAsync("systemctl", "show", "--value", "-p", property, "--", unit)).Text;

    /// <summary>A power cut: all processes die at once, <c>/run</c> and <c>/tmp</c> are lost.</summary>
    public async Task KillAsync()
    {
        await _containers.KillAsync(_container.Id, Cancellation);
        _agent?.Dispose();
    }

    /// <summary>Switches a lab that is off on again, and waits until it has booted.</summary>
    public async Task StartAgainAsync()
    {
        await _containers.StartAsync(_container.Id, Cancellation);
        await WaitUntilBootedAsync();
    }

    /// <summary>An orderly reboot; returns when the lab has booted again.</summary>
    public async Task RebootAsync()
    {
        // The command's own end is lost with the lab.
        await ExecAsync("systemctl", "--no-block", "reboot");
        await Eventually.BecomesAsync(
            "the lab goes down",
            () => _containers.IsRunningAsync(_container.Id, Cancellation),
            isRunning => !isRunning,
            TimeSpan.FromSeconds(150));
        _agent?.Dispose();
        await StartAgainAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _agent?.Dispose();
        _starting.Dispose();
        if (_container.State != TestcontainersStates.Undefined)
        {
            await _containers.RemoveAsync(_container.Id, CancellationToken.None);
        }
    }

    // One goes down with the lab.
    private async Task<LabAgent> AgentAsync()
    {
        if (_agent is { IsOver: false } running)
            return running;
        await _starting.WaitAsync(Cancellation);
        try
        {
            if (_agent is { IsOver: false } started)
                return started;
            _agent?.Dispose();
            return _agent = await LabAgent.StartAsync(_containers, _container.Id, Cancellation);
        }
        finally
        {
            _starting.Release();
        }
    }

    private Task<ExecOutcome> WaitUntilBootedAsync() =>
        Eventually.BecomesAsync(
            $"the {Release} lab is running",
            () => ExecAsync("systemctl", "is-system-running"),
            outcome => outcome.Stdout.Trim() is "running" or "degraded",
            BootTimeout);
}
