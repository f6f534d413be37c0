using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace OciReconciler.IntegrationTests.Fixtures;

/// <summary>The container engine that labs run on, where Testcontainers has no word for what is wanted of it.</summary>
internal sealed class LabContainers : IDisposable
{
    private const string LabLabel = "oci-reconciler.lab";
    private const string OwnerLabel = "oci-reconciler.lab-owner";

    private const UnixFileModes Executable = UnixFileModes.UserRead | UnixFileModes.UserExecute;

    private static readonly string Owner = OwnerOf(Environment.ProcessId)!;

    private readonly DockerClient _client =
        TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.NewGuid()).Build();

    /// <summary>A container that can boot systemd: the counterpart of lab_run_options in lab/lib.sh.</summary>
    public static IContainer Create(string image, LabSettings settings) =>
        new ContainerBuilder(image)
            .WithLogger(NullLogger.Instance)
            .WithImagePullPolicy(PullPolicy.Never)
            .WithLabel(LabLabel, "1")
            .WithLabel(OwnerLabel, Owner)
            .WithResourceMapping(File.ReadAllBytes(settings.AgentPath), LabAgent.Program, fileMode: Executable)
            .WithTmpfsMount("/run")
            .WithTmpfsMount("/tmp")
            .WithCreateParameterModifier(parameters => AllowSystemd(parameters.HostConfig!, settings.Privileged))
            .Build();

    /// <summary>Pulls the plug: nothing in the lab has a chance to say goodbye.</summary>
    public Task KillAsync(string id, CancellationToken cancellation) =>
        _client.Containers.KillContainerAsync(id, new ContainerKillParameters { Signal = "SIGKILL" }, cancellation);

    public Task StartAsync(string id, CancellationToken cancellation) =>
        _client.Containers.StartContainerAsync(id, new ContainerStartParameters(), cancellation);

    /// <summary>Starts a program in a lab, with its standard input and output.</summary>
    public async Task<MultiplexedStream> AttachAsync(string id, IList<string> argv, CancellationToken cancellation)
    {
        var exec = await _client.Exec.CreateContainerExecAsync(
            id, new ContainerExecCreateParameters { Cmd = argv, AttachStdin = true, AttachStdout = true, AttachStderr = true },
            cancellation);
        return await _client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), cancellation);
    }

    /// <summary>Whether a lab runs; one that was removed does not.</summary>
    public async Task<bool> IsRunningAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return (await _client.Containers.InspectContainerAsync(id, cancellation)).State!.Running;
        }
        catch (DockerContainerNotFoundException)
        {
            return false;
        }
    }

    /// <summary>
    /// Removes a lab with its anonymous volumes; it need not stop in order. One that is gone, or is being removed already, is fine.
    /// </summary>
    public async Task RemoveAsync(string id, CancellationToken cancellation)
    {
        try
        {
            await _client.Containers.RemoveContainerAsync(
                id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellation);
        }
        catch (DockerApiException failure) when (failure.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Testcontainers removes one that did not start.
        }
    }

    /// <summary>Removes the labs of test processes of this machine that are gone; those of a run in progress stay.</summary>
    public async Task RemoveLeftoversAsync(CancellationToken cancellation)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal)
        {
            ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [OwnerLabel] = true },
        };
        var labs = await _client.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = filters }, cancellation);
        foreach (var lab in labs)
        {
            if (IsLeftover(lab.Labels[OwnerLabel]))
            {
                await RemoveAsync(lab.ID, cancellation);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private static void AllowSystemd(HostConfig host, bool privileged)
    {
        if (privileged)
        {
            host.Privileged = true;
            host.CgroupnsMode = "private";
            return;
        }

        host.CapAdd = ["ALL"];
        host.CapDrop = ["SYS_RESOURCE"];
        host.SecurityOpt = ["seccomp=unconfined", "apparmor=unconfined"];
        host.CgroupnsMode = "host";
        host.MaskedPaths = [];
        host.ReadonlyPaths = [];
    }

    private static bool IsLeftover(string owner)
    {
        var parts = owner.Split('/');
        return parts is [var machine, var process, _]
            && machine == Environment.MachineName
            && OwnerOf(int.Parse(process, CultureInfo.InvariantCulture)) != owner;
    }

    // A process id alone may have been given to another process since.
    private static string? OwnerOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var startTicks = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            return $"{Environment.MachineName}/{process}/{startTicks}";
        }
        catch (IOException)
        {
            return null;
        }
    }
}
