using OciReconciler.Configuration;
using OciReconciler.Host;
using Processor = System.Runtime.InteropServices.Architecture;

namespace OciReconciler.UnitTests.Nodes;

public sealed class HostFactsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("facts-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Of_Debian_HasAll()
    {
        Write("proc/sys/kernel/hostname", "web1\n");
        Write("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\n# ID=no\nID=debian\nVERSION_ID=\"13\"\n=x\nodd line\n");
        Write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");

        Assert.Equal(
            ["arch=amd64", "hostname=web1", "machineId=0123456789abcdef0123456789abcdef", "os=debian", "osVersion=13"],
            Facts().Select(fact => $"{fact.Key}={fact.Value}"));
    }

    [Fact]
    public void Of_NothingThere_HasWhatIsKnownAllTheSame() =>
        Assert.Equal(["arch=amd64", "os=linux"], Facts().Select(fact => $"{fact.Key}={fact.Value}"));

    [Fact]
    public void Of_OddFiles_LeavesOutWhatIsNoFact()
    {
        Write("proc/sys/kernel/hostname", "web\u001b[31m 1\n");
        Write("etc/machine-id", "uninitialized\n");
        Directory.CreateDirectory(Path.Combine(_root, "etc/os-release"));
        Write("usr/lib/os-release", "ID='nixos'\r\nVERSION_ID=\"25 05\"\n" + new string('x', 1000));

        Assert.Equal(["arch=amd64", "os=nixos"], Facts().Select(fact => $"{fact.Key}={fact.Value}"));
    }

    [Theory]
    [InlineData(Processor.Arm64, "arm64")]
    [InlineData(Processor.Arm, "arm")]
    [InlineData(Processor.S390x, "s390x")]
    [InlineData(Processor.RiscV64, "riscv64")]
    public void Of_Architecture_IsNamedAsInImages(Processor architecture, string name) =>
        Assert.Equal(name, HostFacts.Of(_root, architecture)["arch"]);

    [Fact]
    public void OfThisHost_SaysAtLeastTheArchitecture() => Assert.Contains("arch", HostFacts.OfThisHost().Keys);

    [Fact]
    public void Node_Configuration_WinsOverFacts()
    {
        Write("proc/sys/kernel/hostname", "web1");
        var options = new NodeOptions { Labels = ImmutableSortedDictionary<string, string>.Empty.Add("os", "mine").Add("role", "edge") };

        var node = HostNode.Of(options, Facts());

        Assert.Equal(("web1", "mine", "edge"), (node.Name, node.Labels["os"], node.Labels["role"]));
        Assert.Equal("other", HostNode.Of(options with { Name = "other" }, Facts()).Name);
    }

    private ImmutableSortedDictionary<string, string> Facts() => HostFacts.Of(_root, Processor.X64);

    private void Write(string file, string text)
    {
        var path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
