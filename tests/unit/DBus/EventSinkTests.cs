namespace OciReconciler.UnitTests.DBus;

public sealed class EventSinkTests
{
    [Fact]
    public void Add_MoreThanAreRead_CollapseToOneRelist()
    {
        var sink = new EventSink(4);
        for (int i = 0; i < 5; i++)
            sink.Add(new UnitEvent.Added($"{i}.service"));
        Assert.True(sink.Reader.TryRead(out UnitEvent? first));
        Assert.IsType<UnitEvent.Relist>(first);
        Assert.False(sink.Reader.TryRead(out _));
        sink.Add(new UnitEvent.Added("later.service"));
        Assert.True(sink.Reader.TryRead(out UnitEvent? later));
        Assert.Equal(new UnitEvent.Added("later.service"), later);
    }

    [Fact]
    public void Add_DisconnectedWhenFull_IsNotSwallowed()
    {
        var sink = new EventSink(2);
        sink.Add(new UnitEvent.Added("a.service"));
        sink.Add(new UnitEvent.Added("b.service"));
        sink.Add(new UnitEvent.Disconnected("gone"));
        Assert.True(sink.Reader.TryRead(out _));
        Assert.True(sink.Reader.TryRead(out UnitEvent? second));
        Assert.Equal(new UnitEvent.Disconnected("gone"), second);
    }

    [Fact]
    public void Add_UpToTheCapacity_KeepsAll()
    {
        var sink = new EventSink(4);
        for (int i = 0; i < 4; i++)
            sink.Add(new UnitEvent.Added($"{i}.service"));
        for (int i = 0; i < 4; i++)
        {
            Assert.True(sink.Reader.TryRead(out UnitEvent? read));
            Assert.Equal(new UnitEvent.Added($"{i}.service"), read);
        }
    }
}
