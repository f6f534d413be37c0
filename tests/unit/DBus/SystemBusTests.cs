namespace OciReconciler.UnitTests.DBus;

public sealed class SystemBusTests
{
    [Fact]
    public async Task Connects()
    {
        await using PrivateBus bus = await PrivateBus.StartAsync();
        SystemdManagerOptions options = new() { Bus = () => new SystemBus(bus.Address) };
        using BusConnection connection = await BusConnection.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        Assert.False(connection.Closed.IsCompleted);
    }
}
