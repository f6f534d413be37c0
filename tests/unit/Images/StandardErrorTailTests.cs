using OciReconciler.Images;

namespace OciReconciler.UnitTests.Images;

public sealed class StandardErrorTailTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one\n\n two \n", "one | two")]
    [InlineData("1\n2\n3\n4\n5\n6\n7", "3 | 4 | 5 | 6 | 7")]
    [InlineData("\u001b[31mred\a\n", "\u001b[31mred\a")]
    public async Task End_Text_IsItsLastLinesOnOne(string text, string expected) => Assert.Equal(expected, await Of(text));

    [Fact]
    public async Task End_LineWithoutEnd_IsCut()
    {
        var tail = await Of(new string('x', 1_000_000) + "end");

        Assert.EndsWith("xend", tail, StringComparison.Ordinal);
        Assert.InRange(tail.Length, 1000, 4000);
    }

    private static Task<string> Of(string text) => new StandardErrorTail(new MemoryStream(Encoding.UTF8.GetBytes(text))).EndAsync();
}
