using OciReconciler.UnitTests.Sources;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Units;

public sealed class SetPropertiesTests : IDisposable
{
    private const string Written = """
        # This is a drop-in unit file extension, created via "systemctl set-property"
        # or an equivalent operation. Do not edit.
        [Service]

        """;

    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Read_DropInsBesideTheUnit_GivesTheirSettingsAndThoseOfNoOther()
    {
        _temporary.Make("transient/web.service.d");
        _temporary.Make("etc/web.service.d");
        string[] dropIns =
        [
            Write("transient/web.service.d/50-MemoryMax.conf", Written + "MemoryMax=64\n"),
            Write("transient/web.service.d/50-CPUWeight.conf", Written + "CPUWeight=\nCPUWeight=50\n"),
            Write("etc/web.service.d/limits.conf", "[Service]\nTasksMax=9\n"),
        ];
        Assert.Equal(["CPUWeight=", "CPUWeight=50", "MemoryMax=64"], SetProperties.Read(dropIns, _temporary["transient"]));
    }

    [Fact]
    public void Read_FileThatIsGone_IsNamed()
    {
        var path = _temporary["transient/web.service.d/50-MemoryMax.conf"];
        Assert.Equal([path], SetProperties.Read([path], _temporary["transient"]));
    }

    private string Write(string name, string content)
    {
        _temporary.Write(name, content);
        return _temporary[name];
    }

    // Another directory whose name begins like it.
    [Fact]
    public void Read_DirectoryBesideIt_IsNone() =>
        Assert.Empty(SetProperties.Read([_temporary["transient2/web.service.d/a.conf"]], _temporary["transient"]));
}
