using OciReconciler.DBus.Service;

namespace OciReconciler.UnitTests.Service;

public sealed class NotifySocketTests
{
    private const int LongestAddress = 107;

    [Fact]
    public void Send_Path_IsOneMessage()
    {
        using var systemd = new Receiver();
        Assert.True(NotifySocket.Send(systemd.Address, "READY=1\nSTATUS=Watching /etc/wäb"));
        Assert.True(NotifySocket.Send(systemd.Address, "WATCHDOG=1"));
        Assert.Equal("READY=1\nSTATUS=Watching /etc/wäb", Encoding.UTF8.GetString(systemd.Datagram()));
        Assert.Equal("WATCHDOG=1", Encoding.UTF8.GetString(systemd.Datagram()));
    }

    [Fact]
    public void Send_AbstractName_Arrives()
    {
        using var systemd = new Receiver(Name());
        Assert.True(NotifySocket.Send(systemd.Address, "STOPPING=1"));
        Assert.Equal("STOPPING=1", Encoding.UTF8.GetString(systemd.Datagram()));
    }

    [Fact]
    public void Send_LongestName_Arrives()
    {
        using var systemd = new Receiver(Name().PadRight(LongestAddress, 'x'));
        Assert.True(NotifySocket.Send(systemd.Address, "WATCHDOG=1"));
        Assert.Equal("WATCHDOG=1", Encoding.UTF8.GetString(systemd.Datagram()));
    }

    [Fact]
    public void Send_NobodyAskedToBeNotified_IsFalse() => Assert.False(NotifySocket.Send(null, "READY=1"));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("@")]
    [InlineData("run/systemd/notify")]
    [InlineData("vsock:2:1234")]
    [InlineData("unix:/run/systemd/notify")]
    public void Send_NoAddress_ThrowsAndNamesIt(string address)
    {
        var failure = Assert.Throws<IOException>(() => NotifySocket.Send(address, "READY=1"));
        Assert.StartsWith($"cannot notify systemd: NOTIFY_SOCKET is \"{address}\"", failure.Message, StringComparison.Ordinal);
    }

    // The limit counts bytes, not characters.
    [Theory]
    [InlineData("/", "a", LongestAddress)]
    [InlineData("@", "a", LongestAddress)]
    [InlineData("@a", "ä", LongestAddress / 2)]
    public void Send_TooLongAnAddress_Throws(string start, string rest, int times) =>
        Assert.Contains("at most 107 bytes", Failure(start + string.Concat(Enumerable.Repeat(rest, times))), StringComparison.Ordinal);

    [Fact]
    public void Send_NobodyReceives_ThrowsAndNamesThePath()
    {
        using var gone = new Receiver();
        gone.Close();
        Assert.Equal($"cannot notify systemd at {gone.Address}: nobody receives there", Failure(gone.Address));
        Assert.Equal("cannot notify systemd at /nowhere/notify: there is no such socket", Failure("/nowhere/notify"));
    }

    [Theory]
    [InlineData("Watching /etc/a", "READY=1\nSTATUS=Watching /etc/a")]
    [InlineData("a\nMAINPID=1\r\nb", "READY=1\nSTATUS=a MAINPID=1 b")]
    public void ReadyState_LineBreak_BeginsNoAssignment(string status, string state) =>
        Assert.Equal(state, ServiceNotifier.ReadyState(status));

    private static string Name() => $"@oci-reconciler-test-{Guid.NewGuid():N}";

    private static string Failure(string address) => Assert.Throws<IOException>(() => NotifySocket.Send(address, "READY=1")).Message;
}
