using CsCheck;

namespace OciReconciler.UnitTests.Workloads;

public sealed class OwnershipTests
{
    private const string Text = "oci-reconciler/1 web podman-web.service 0123456789abcdef fedcba9876543210 00112233445566aa";

    private static readonly OwnershipMark Mark = new(
        new("web"), "podman-web.service", "0123456789abcdef", "fedcba9876543210", "00112233445566aa");

    private static readonly string[] Pieces =
        ["oci-reconciler/1", "web", "podman-web.service", "0123456789abcdef", "-", " ", " (", ")", "web: x", "\n", "\0"];

    [Theory]
    [InlineData("web", "oci-web.slice")]
    [InlineData("my-app", @"oci-my\x2dapp.slice")]
    [InlineData("a.b_c", "oci-a.b_c.slice")]
    public void HolderUnit_Name_IsEscaped(string name, string unit) => Assert.Equal(unit, Ownership.HolderUnit(new(name)));

    [Fact]
    public void Descriptions_Mark_AreTheContract()
    {
        Assert.Equal(Text, Ownership.HolderDescription(Mark));
        Assert.Equal($"web: docker.io/library/nginx:1.27 ({Text})", Ownership.ServiceDescription("docker.io/library/nginx:1.27", Mark));
    }

    [Fact]
    public void HelperDescription_IsReadBackAndIsNoMark()
    {
        var description = Ownership.HelperDescription("Image stream of str\n");

        Assert.Equal("Image stream of str? (oci-reconciler/1 helper)", description);
        Assert.True(Ownership.IsHelper(description));
        Assert.False(Ownership.TryParse(description, out _));
    }

    [Theory]
    [InlineData("Image stream of str")]
    [InlineData("podman exporter, for oci-reconciler")]
    [InlineData("oci-str-image.service")]
    [InlineData("x (oci-reconciler/1 helper) y")]
    [InlineData(Text)]
    [InlineData("")]
    [InlineData(null)]
    public void IsHelper_DescriptionOfSomebodyElse_IsNot(string? description) => Assert.False(Ownership.IsHelper(description));

    [Theory]
    [InlineData("podman-web.service", "0123456789abcdef", "fedcba9876543210", "00112233445566aa")]
    [InlineData("front@1.service", "0123456789abcdef", "-", "-")]
    public void TryParse_BothForms_GiveTheMark(string unit, string definition, string inputs, string render)
    {
        var mark = new OwnershipMark(new("web"), unit, definition, inputs, render);

        Assert.True(Ownership.TryParse(Ownership.HolderDescription(mark), out var fromHolder));
        Assert.Equal(mark, fromHolder);
        Assert.True(Ownership.TryParse(Ownership.ServiceDescription("nginx (x) (y", mark), out var fromService));
        Assert.Equal(mark, fromService);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(")")]
    [InlineData("()")]
    [InlineData("oci-reconciler/1")]
    [InlineData("Runs oci-reconciler/1 web podman-web.service for you")]
    [InlineData("oci-reconciler/2 web podman-web.service 0123456789abcdef - -")]
    [InlineData("oci-reconciler/1 web podman-web.service 0123456789abcdef")]
    [InlineData("oci-reconciler/1 web podman-web.service 0123456789abcdef - - -")]
    [InlineData("oci-reconciler/1  web podman-web.service 0123456789abcdef - -")]
    [InlineData("oci-reconciler/1 web podman-web.service 0123456789abcdef - - ")]
    [InlineData("oci-reconciler/1 web podman-web.service 0123456789ABCDEF - -")]
    [InlineData("oci-reconciler/1 web podman-web.service 0123456789abcde - -")]
    [InlineData("oci-reconciler/1 web podman-web.service - - -")]
    [InlineData("oci-reconciler/1 web podman-web.slice 0123456789abcdef - -")]
    [InlineData("oci-reconciler/1 -web podman-web.service 0123456789abcdef - -")]
    [InlineData("oci-reconciler/1 w/eb podman-web.service 0123456789abcdef - -")]
    [InlineData("oci-reconciler/1 web podman-web.service 0123456789abcdef - -\n")]
    [InlineData("(oci-reconciler/1 web podman-web.service 0123456789abcdef - -)")]
    [InlineData("other: nginx (oci-reconciler/1 web podman-web.service 0123456789abcdef - -)")]
    [InlineData("web: nginx (oci-reconciler/1 web podman-web.service 0123456789abcdef - -) ")]
    [InlineData("web: nginx (oci-reconciler/1 web podman-web.service 0123456789abcdef - -))")]
    public void TryParse_AnythingElse_IsNotOurs(string? description)
    {
        Assert.False(Ownership.TryParse(description, out var mark));
        Assert.Null(mark);
    }

    // Pieces of a mark in any order: whatever parses must read the same when it is written again.
    [Fact]
    public void TryParse_AnyText_NeverThrowsAndReadsOnlyWhatIsWritten() =>
        Gen.Int[0, Pieces.Length - 1]
            .Array[0, 14]
            .Select(picks => string.Concat(picks.Select(pick => Pieces[pick])))
            .Sample(
                text => !Ownership.TryParse(text, out var mark)
                    || text == Ownership.HolderDescription(mark)
                    || text.EndsWith($"({Ownership.HolderDescription(mark)})", StringComparison.Ordinal),
                iter: 20_000);

    [Fact]
    public void ServiceDescription_AnyImage_HasNoControlCharacterAndReadsBack() =>
        Gen.String.Sample(
            image =>
            {
                var description = Ownership.ServiceDescription(image, Mark);
                return !description.Any(char.IsControl) && Ownership.TryParse(description, out var mark) && mark == Mark;
            },
            iter: 2_000);

    [Fact]
    public void ServiceDescription_LineBreakInImage_CannotStartASection() =>
        Assert.Equal($"web: x?[Service]?? ({Text})", Ownership.ServiceDescription("x\n[Service]\r\u0085", Mark));

    [Theory]
    [InlineData("w eb", "podman-web.service", "0123456789abcdef")]
    [InlineData("web\n", "podman-web.service", "0123456789abcdef")]
    [InlineData("web", "podman-web.service\n", "0123456789abcdef")]
    [InlineData("web", "podman-web.service", "-")]
    public void HolderDescription_MarkThatCouldNotBeReadBack_Throws(string name, string unit, string hash) =>
        Assert.Throws<ArgumentException>(() => Ownership.HolderDescription(new(new(name), unit, hash, "-", "-")));
}
