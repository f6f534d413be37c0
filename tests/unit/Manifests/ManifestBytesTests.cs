namespace OciReconciler.UnitTests.Manifests;

public class ManifestBytesTests
{
    [Fact]
    public void Parse_ByteOrderMark_IsSkipped() =>
        Assert.True(
            ManifestParser.Parse("m", new byte[] { 0xEF, 0xBB, 0xBF }.Concat(Encoding.UTF8.GetBytes(Sample.Full))
                .ToArray(), Backend.Podman).IsValid);

    [Fact]
    public void Parse_Utf16_SaysSo() =>
        Assert.Equal("m:1: $: the file is in UTF-16: save it as UTF-8",
            Error([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{}")]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Parse_Utf16WithoutMark_SaysSo(bool isBigEndian) =>
        Assert.Equal("m:1: $: the file is in UTF-16: save it as UTF-8",
            Error(new UnicodeEncoding(isBigEndian, byteOrderMark: false).GetBytes("{}")));

    [Fact]
    public void Parse_InvalidUtf8_NamesLineAndByte() =>
        Assert.Equal("m:2: $: byte 0xff is not UTF-8: save the file as UTF-8", Error([.. "{\n\""u8, 0xFF, .. "\":1}"u8]));

    [Fact]
    public void Parse_TooLarge_IsNotRead() =>
        Assert.Equal("m:1: $: the file has 10485761 bytes, more than the 10485760 that are read: split it into several files",
            Error(new byte[ManifestParser.MaxFileBytes + 1]));

    [Fact]
    public void Parse_ManyErrors_AreCutOff()
    {
        var fields = string.Join(", ", Enumerable.Range(0, 3000).Select(number => $"'unknown_field_{number}': 1"));

        var file = Sample.Parse(Sample.Spec(fields));

        Assert.Equal(1001, file.Errors.Length);
        Assert.Equal("2000 more errors and warnings are not shown: correct the first ones and look again", file.Errors[^1].Message);
    }

    [Fact]
    public void Parse_TooManyValues_IsRefused() =>
        Assert.Equal("m:1: $: the file has more than 500000 values: split it into several files",
            Error([.. "["u8, .. Enumerable.Repeat("1,", 500_001).SelectMany(Encoding.UTF8.GetBytes), .. "]"u8]));

    [Fact]
    public void Parse_EveryPrefixOfAManifest_IsRefusedWithOneError()
    {
        var whole = Encoding.UTF8.GetBytes(Sample.Full.TrimEnd());
        for (var length = 0; length < whole.Length; length++)
        {
            var file = ManifestParser.Parse("m.json", whole.AsMemory(0, length), Backend.Podman);

            var error = Assert.Single(file.Errors);
            Assert.False(file.IsValid, $"{length} bytes are taken");
            Assert.True(
                error.Message.StartsWith("the file ends too early", StringComparison.Ordinal)
                || error.Message.StartsWith("the file is empty", StringComparison.Ordinal)
                || error.Message.StartsWith("a comment is written", StringComparison.Ordinal)
                || error.Message.StartsWith("\\u needs", StringComparison.Ordinal),
                $"{length} bytes: {error}");
        }
    }

    private static string Error(byte[] bytes) => Assert.Single(ManifestParser.Parse("m", bytes, Backend.Podman).Errors).ToString();
}
