namespace OciReconciler.IntegrationTests;

/// <summary>One host on which all options are looked at: the tests of this collection share it, with workload names of their own.</summary>
public sealed class OptionsHost(Labs labs) : ICollectionFixture<OptionsHost>, IAsyncLifetime
{
    /// <summary>Proxy variables of the controller, as its units shall have them.</summary>
    public const string ProxyVariables = "http_proxy=http://proxy.example:3128 no_proxy=localhost,127.0.0.1";

    private Controller? _controller;

    /// <summary>The controller of this host.</summary>
    public Controller Controller => _controller ?? throw new InvalidOperationException("the host is not booted");

    /// <summary>The host.</summary>
    public Lab Lab => Controller.Lab;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var lab = await labs.OwnAsync(DebianRelease.Trixie);
        // A lab has no IPv6 until told; the loopback's is enough.
        (await lab.ExecAsync("sysctl", "-q", "-w", "net.ipv6.conf.lo.disable_ipv6=0")).Succeeded();
        await lab.WriteFileAsync(
            $"/etc/systemd/system/{Controller.Unit}.d/proxy.conf",
            $"[Service]\n{string.Concat(ProxyVariables.Split(' ').Select(variable => $"Environment={variable}\n"))}");
        _controller = await Controller.InstallAsync(lab);
        // Whatever else is declared at the moment: each test may remove what it declared.
        await _controller.ConfigureAsync("{\"allowMassRemoval\": true}");
        await _controller.StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_controller is not null)
        {
            await Lab.DisposeAsync();
        }
    }

    /// <summary>Declares <c>NAME-ENGINE</c>, waits until it runs and gives its container.</summary>
    public async Task<ContainerState> RunAsync(string name, string engine, JsonObject spec)
    {
        var workload = $"{name}-{engine}";
        spec["backend"] = engine;
        await Controller.DropAsync(workload, Manifest.Of(workload, spec));
        return await Controller.LiveAsync(engine, workload);
    }
}
