using System.Net;
using System.Reflection;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace OciReconciler.UnitTests.Engine;

/// <summary>
/// Containers by the rules of docker's daemon: a name first, then the beginning of one id alone. Listings are not filtered.
/// </summary>
public class ContainersStandIn : DispatchProxy
{
    private (string Id, string Name)[] _all = [];

    /// <summary>What was asked, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Its client.</summary>
    public static IContainerOperations Of(params (string Id, string Name)[] containers)
    {
        var client = Create<IContainerOperations, ContainersStandIn>();
        ((ContainersStandIn)(object)client)._all = containers;
        return client;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Calls.Add(targetMethod!.Name);
        return targetMethod.Name == nameof(IContainerOperations.ListContainersAsync) ? List() : Inspect((string)args![0]!);
    }

    private Task<IList<ContainerListResponse>> List() => Task.FromResult<IList<ContainerListResponse>>(
        [.. _all.Select(container => new ContainerListResponse { ID = container.Id, Names = [container.Name] })]);

    private Task<ContainerInspectResponse> Inspect(string nameOrId)
    {
        var named = _all.Where(container => container.Name == "/" + nameOrId).ToList();
        var found = named.Count > 0 ? named : _all.Where(container => container.Id.StartsWith(nameOrId, StringComparison.Ordinal)).ToList();
        return found switch
        {
            [var (id, name)] => Task.FromResult(new ContainerInspectResponse { ID = id, Name = name, Image = "sha256:1" }),
            [] => throw new DockerContainerNotFoundException(HttpStatusCode.NotFound, "no such container"),
            _ => throw new DockerApiException(HttpStatusCode.BadRequest, "multiple IDs found with provided prefix"),
        };
    }
}
