using System.Text.Json;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>The controller in a lab: its manifests go in here, and what became of them is seen with other tools than its own.</summary>
public sealed class Controller(Lab lab)
{
    /// <summary>The directory that it watches.</summary>
    public const string Manifests = "/etc/oci-reconciler/manifests";

    /// <summary>The settings file of <see cref="ConfigureAsync"/>.</summary>
    public const string Settings = "/etc/oci-reconciler/config.json";

    /// <summary>The controller's own unit.</summary>
    public const string Unit = "oci-reconciler.service";

    /// <summary>The lab that it runs in.</summary>
    public Lab Lab => lab;

    /// <summary>Installs the program with an empty directory of manifests, and starts it as a service.</summary>
    public static async Task<Controller> StartAsync(Lab lab)
    {
        var controller = await InstallAsync(lab);
        await controller.StartAsync();
        return controller;
    }

    /// <summary>Installs the program with an empty directory of manifests.</summary>
    public static async Task<Controller> InstallAsync(Lab lab)
    {
        await lab.InstallProgramAsync();
        (await lab.ExecAsync("mkdir", "-p", Manifests)).Succeeded();
        return new Controller(lab);
    }

    /// <summary>Starts the service; returns when it has said that it is ready.</summary>
    public async Task StartAsync() => (await lab.ExecAsync("systemctl", "start", Unit)).Succeeded();

    /// <summary>Makes the service look at everything this often; before its start.</summary>
    public Task ResyncEveryAsync(int seconds) => ConfigureAsync($"{{\"resyncSeconds\": {seconds}}}");

    /// <summary>Gives the service a settings file; before its start.</summary>
    public async Task ConfigureAsync(string settings)
    {
        await lab.WriteFileAsync(Settings, settings);
        await lab.WriteFileAsync(
            $"/etc/systemd/system/{Unit}.d/config.conf",
            $"[Service]\nExecStart=\nExecStart=/usr/local/bin/oci-reconciler run --config {Settings} --manifests {Manifests}\n");
        (await lab.ExecAsync("systemctl", "daemon-reload")).Succeeded();
    }

    /// <summary>Waits until the controller has logged a text since a cursor of <see cref="ContainerStarts.JournalCursorAsync"/>.</summary>
    public Task AwaitLogAsync(string cursor, string text) => lab.EventuallyAsync(
        $"the controller logs '{text}'",
        async () => string.Join('\n', await lab.JournalSinceAsync(cursor)),
        lines => lines.Contains(text, StringComparison.Ordinal),
        TimeSpan.FromSeconds(60));

    /// <summary>Puts a manifest into the directory, renamed into place; also over the one of before.</summary>
    public Task DropAsync(string name, string manifest) => lab.WriteFileAsync($"{Manifests}/{name}.json", manifest);

    /// <summary>Puts another manifest in a workload's place; returns when <c>get</c> says that it has been carried out.</summary>
    public async Task EditAsync(string name, string manifest)
    {
        var before = (await GetAsync(name))?.Generation ?? throw new InvalidOperationException($"get does not know {name}");
        await DropAsync(name, manifest);
        await AwaitAsync(name, "is as edited", seen => seen.Generation > before && seen.IsReady);
    }

    /// <summary>Runs one of the program's commands.</summary>
    public Task<ExecOutcome> CommandAsync(params string[] arguments) => lab.ExecAsync(["oci-reconciler", .. arguments]);

    /// <summary>Deletes a manifest.</summary>
    public async Task DeleteAsync(string name) => (await lab.ExecAsync("rm", $"{Manifests}/{name}.json")).Succeeded();

    /// <summary>Waits until <c>get</c> says of all these workloads that they are as declared and ready.</summary>
    public async Task AwaitReadyAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await AwaitAsync(name, "is ready", workload => workload.IsReady);
        }
    }

    /// <summary>Waits for what <c>get</c> says of a workload.</summary>
    public async Task<ReportedWorkload> AwaitAsync(
        string name, string description, Func<ReportedWorkload, bool> isExpected, TimeSpan? timeout = null) =>
        (await lab.EventuallyAsync($"{name} {description}", () => GetAsync(name), seen => seen is not null && isExpected(seen), timeout))!;

    /// <summary>What <c>get</c> says of a workload, or null when it knows none of that name.</summary>
    public async Task<ReportedWorkload?> GetAsync(string name)
    {
        var outcome = (await lab.ExecAsync("oci-reconciler", "get", "-o", "json")).Succeeded();
        using var document = JsonDocument.Parse(outcome.Stdout);
        return document.RootElement.GetProperty("items").EnumerateArray()
            .Select(item => ReportedWorkload.Read(item.GetProperty("status")))
            .FirstOrDefault(workload => workload.Name == name);
    }

    /// <summary>Waits until a unit's ActiveState is this.</summary>
    public Task AwaitUnitAsync(string unit, string activeState) => lab.EventuallyAsync(
        $"{unit} is {activeState}", () => lab.UnitPropertyAsync(unit, "ActiveState"), seen => seen == activeState);

    /// <summary>Waits until a web server in the lab answers exactly this on a port.</summary>
    public Task AwaitAnswerAsync(int port, string greeting) => lab.EventuallyAsync(
        $"port {port} answers '{greeting}'", () => AnswerAsync(port), answer => answer == greeting + "\n");

    /// <summary>What a web server in the lab answers, or an empty string when nothing listens.</summary>
    public async Task<string> AnswerAsync(int port) =>
        (await lab.ExecAsync("curl", "-s", "--max-time", "5", $"http://127.0.0.1:{port}/")).Stdout;

    /// <summary>The full id of a running container, or null when the engine has none of that name that runs.</summary>
    public async Task<string?> FindContainerAsync(string engine, string name)
    {
        var outcome = await lab.ExecAsync(engine, "container", "inspect", "-f", "{{.State.Running}} {{.Id}}", name);
        return outcome.ExitCode == 0 && outcome.Text.StartsWith("true ", StringComparison.Ordinal) ? outcome.Text[5..] : null;
    }

    /// <summary>The full id of a running container; waits until there is one, and where given one with another id.</summary>
    public async Task<string> ContainerAsync(string engine, string name, string? otherThan = null, TimeSpan? timeout = null) =>
        (await lab.EventuallyAsync(
        $"{engine} runs a container {name}{(otherThan is null ? "" : " other than " + otherThan)}",
        () => FindContainerAsync(engine, name),
        id => id is not null && id != otherThan,
        timeout))!;

    /// <summary>Waits until a workload is as declared and ready, and gives its running container.</summary>
    public async Task<ContainerState> LiveAsync(string engine, string name)
    {
        await AwaitReadyAsync(name);
        return new ContainerState(lab, engine, name, await ContainerAsync(engine, name));
    }

    /// <summary>How often systemd has started a unit since the lab booted.</summary>
    public async Task<int> StartsAsync(string unit)
    {
        // SD_MESSAGE_UNIT_STARTED of sd-messages.h.
        const string Started = "MESSAGE_ID=39f53479d3a045ac8e11786248231fbf";
        var entries = await lab.ExecAsync("journalctl", "-b", "-q", "-o", "cat", "--no-pager", "_PID=1", Started, $"UNIT={unit}");
        return entries.Succeeded().Stdout.Count(character => character == '\n');
    }

    /// <summary>Waits until nothing of a workload is left: no unit, no holder, no container, nothing in <c>get</c>.</summary>
    public Task AwaitGoneAsync(string engine, string name) => lab.EventuallyAsync(
        $"{name} is gone", () => RemainsAsync(engine, name), remains => remains.Length == 0);

    private async Task<string> RemainsAsync(string engine, string name)
    {
        var unit = $"{engine}-{name}.service";
        var loaded = await lab.UnitPropertyAsync(unit, "LoadState") == "not-found" ? "" : $"{unit} is loaded; ";
        var slices = (await lab.ExecAsync("systemctl", "list-units", "--all", "--plain", "--no-legend", "oci-*.slice")).Text;
        var held = slices.Contains($"oci-reconciler/1 {name} ", StringComparison.Ordinal) ? "its slice is there; " : "";
        var inspected = await lab.ExecAsync(engine, "container", "inspect", "-f", "{{.State.Status}}", name);
        var container = inspected.ExitCode == 0 ? $"its container is there, {inspected.Stdout.Trim()}; " : "";
        var reported = await GetAsync(name) is null ? "" : "get shows it; ";
        return loaded + held + container + reported;
    }
}
