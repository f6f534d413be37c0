using CsCheck;

namespace OciReconciler.UnitTests.Manifests;

public class ManifestWriterTests
{
    private static readonly Gen<string> Text = Gen.Char["abc \"\\\n\té$%{}/<>&'"].Array[0, 8].Select(characters => new string(characters));

    private static readonly Gen<ImmutableSortedDictionary<string, string>> Map = Gen.Dictionary(Gen.Char["ABC"].Array[1, 3]
        .Select(characters => new string(characters)), Text)[0, 4]
        .Select(pairs => pairs.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static readonly Gen<WorkloadSpec> Specs = Gen.Select(
        Text.Array[0, 4], Map, Map, Gen.Bool, Gen.Enum<PullPolicy>(), Gen.Enum<Backend>(), Gen.Bool)
        .Select((cmd, environment, labels, autoStart, pull, backend, isGiven) => new WorkloadSpec
        {
            Key = new WorkloadKey("web"),
            Image = "nginx",
            Backend = backend,
            Cmd = [.. cmd],
            ExtraOptions = [.. cmd.Select(text => "--x" + text)],
            Environment = environment,
            Labels = labels,
            AutoStart = autoStart,
            Pull = isGiven && !(backend == Backend.Docker && pull == PullPolicy.Newer) ? pull : null,
            Podman = isGiven && backend == Backend.Podman ? new PodmanOptions(SdNotify.Conmon, "root") : null,
        });

    [Fact]
    public void Write_Defaults_AreLeftOut() => Assert.Equal(
        """
        {
          "apiVersion": "oci-reconciler/v1",
          "kind": "Container",
          "metadata": {
            "name": "web"
          },
          "spec": {
            "image": "nginx",
            "backend": "podman"
          }
        }

        """,
        Encoding.UTF8.GetString(ManifestWriter.Write(Sample.One(Sample.Spec("")).Spec)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_EveryField_ComesBack(bool indented)
    {
        var workload = Sample.One(Sample.Full);

        var again = Sample.One(Written(workload.Spec, workload.MetadataLabels, indented));

        AssertSame(workload.Spec, again.Spec);
        Assert.Equal(workload.MetadataLabels, again.MetadataLabels);
    }

    [Fact]
    public void Write_BackendByConfiguration_IsPinned() =>
        Assert.Equal(Backend.Podman, Sample.One(Written(Sample.One(Sample.Spec("")).Spec), Backend.Docker).Spec.Backend);

    [Fact]
    public void Write_AnySpec_ComesBack() => Specs.Sample(spec => AssertSame(spec, Sample.One(Written(spec)).Spec), iter: 500);

    private static string Written(WorkloadSpec spec, ImmutableSortedDictionary<string, string>? labels = null, bool indented = true) =>
        Encoding.UTF8.GetString(ManifestWriter.Write(spec, labels, indented));

    // What is written has every field that is not the default, so equal documents mean equal specs; the hash is asked for too.
    private static void AssertSame(WorkloadSpec expected, WorkloadSpec actual)
    {
        var names = ImmutableDictionary<string, string>.Empty;
        Assert.Equal(Written(expected), Written(actual));
        Assert.Equal(SpecHash.Definition(expected, names), SpecHash.Definition(actual, names));
        Assert.Equal(
            (expected.Key, expected.Login, expected.Podman, expected.Pull), (actual.Key, actual.Login, actual.Podman, actual.Pull));
        Assert.Equal(expected.Cmd, actual.Cmd);
        Assert.Equal(expected.Environment, actual.Environment);
    }
}
