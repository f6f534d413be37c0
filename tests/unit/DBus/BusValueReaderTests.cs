using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;

namespace OciReconciler.UnitTests.DBus;

public sealed class BusValueReaderTests
{
    [Fact]
    public void Readers_UnwrapVariants()
    {
        Assert.Equal("x", new BusValue.Variant(new BusValue.Variant(new BusValue.Text("x"))).AsText());
        Assert.Equal(5UL, new BusValue.Variant(new BusValue.UInt64(5)).AsUInt64());
        Assert.Equal(["a"], new BusValue.Variant(new BusValue.Array("s", [new BusValue.Text("a")])).AsTexts());
    }

    [Fact]
    public void Readers_WrongType_SayWhichWasFound()
    {
        BusException error = Assert.Throws<BusException>(() => new BusValue.UInt32(1).AsText());
        Assert.Equal(BusFailure.Malformed, error.Failure);
        Assert.Contains("type u", error.Message, StringComparison.Ordinal);
        Assert.Throws<BusException>(() => new BusValue.Text("1").AsUInt64());
        Assert.Throws<BusException>(() => new BusValue.Text("1").AsItems());
        Assert.Throws<BusException>(() => Array.Empty<BusValue>().At(0));
    }

    [Fact]
    public void AsProperties_ReadsADictionary()
    {
        var body = new BusValue.Array("{sv}", [new BusValue.DictEntry(new BusValue.Text("Id"), new BusValue.Variant(new BusValue.Bool(true)))]);
        Assert.True(body.AsProperties()["Id"].AsBool());
        Assert.Throws<BusException>(() => new BusValue.Array("s", [new BusValue.Text("a")]).AsProperties());
    }
}
