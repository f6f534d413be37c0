namespace OciReconciler.UnitTests.Hashing;

public sealed class WorkloadInputsTests
{
    private static readonly WorkloadSpec Spec = new() {
        Key = new("web"), Image = "nginx:1", ImageFile = "/i.tar", EnvironmentFiles = ["/a.env", "/b.env"] };
    private static readonly WorkloadInputs Before = Of("sha256:1", ("/i.tar", "1"), ("/a.env", "2"), ("/b.env", "3"));

    public static TheoryData<WorkloadInputs, string> Changes => new()
    {
        { Of("sha256:2", ("/i.tar", "1"), ("/a.env", "2"), ("/b.env", "3")), "The image behind nginx:1 changed." },
        { Of("sha256:1", ("/i.tar", "1"), ("/a.env", "9"), ("/b.env", "3")), "The environment file /a.env changed." },
        { Of("sha256:1", ("/i.tar", "1"), ("/a.env", "9"), ("/b.env", "9")),
            "The environment file /a.env and the environment file /b.env changed." },
        { Of("sha256:2", ("/i.tar", "9"), ("/a.env", "2"), ("/b.env", "3")),
            "The image file /i.tar and the image behind nginx:1 changed." },
        { Of("sha256:1", ("/i.tar", "1"), ("/a.env", "2")), "The environment file /b.env changed." },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void DescribeChange_NamesWhatDiffers(WorkloadInputs now, string message) =>
        Assert.Equal(message, now.DescribeChange(Spec, Before));

    [Fact]
    public void DescribeChange_NobodyKnowsWhatItWas_NamesAllThatItCanBe()
    {
        Assert.Equal(
            "The image file /i.tar or the environment file /a.env or the environment file /b.env or the image behind nginx:1 changed.",
            Before.DescribeChange(Spec, null));
        Assert.Equal("The image behind nginx:1 changed.", Of("sha256:1")
            .DescribeChange(Spec with { ImageFile = null, EnvironmentFiles = [] }, null));
    }

    private static WorkloadInputs Of(string image, params (string Path, string Digest)[] files) =>
        new(image, files.ToImmutableSortedDictionary(file => file.Path, file => file.Digest, StringComparer.Ordinal));
}
