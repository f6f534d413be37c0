using System.Globalization;
using System.Text.Encodings.Web;
using CsCheck;
using OciReconciler.Model.Text;

namespace OciReconciler.UnitTests.Text;

public sealed class TerminalEscaperTests
{
    private static readonly JsonSerializerOptions Raw = new() {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    [Theory]
    [InlineData("plain, ünï 😀 \\ \" $", "plain, ünï 😀 \\ \" $")]
    [InlineData("", "")]
    [InlineData("\u001b]0;title\a", @"\u001b]0;title\u0007")]
    [InlineData("\u001b[2J", @"\u001b[2J")]
    [InlineData("\u009b2J\u0090", @"\u009b2J\u0090")]
    [InlineData("a\rb\u007f", @"a\u000db\u007f")]
    [InlineData("a\nb\tc", @"a\u000ab\u0009c")]
    [InlineData("\u202egnp.exe\u2066\u200f\u061c", @"\u202egnp.exe\u2066\u200f\u061c")]
    [InlineData("a\u200bb\ufeffc\u00ad", @"a\u200bb\ufeffc\u00ad")]
    [InlineData("a\u2028b\u2029", @"a\u2028b\u2029")]
    [InlineData("\U000e0041x", @"\U000e0041x")]
    public void Escape_Line_HasNothingThatATerminalActsOn(string text, string expected)
    {
        Assert.Equal(expected, TerminalEscaper.Escape(text));
        Assert.Equal(expected, TerminalEscaper.Escape(expected));
    }

    [Fact]
    public void Escape_HalfOfAPair_IsShownAsWhatItIs() =>
        Assert.Equal(@"a\ud800b\udc00", TerminalEscaper.Escape("a" + '\ud800' + "b" + '\udc00'));

    [Fact]
    public void EscapeText_KeepsLineFeedsAndTabsAlone() =>
        Assert.Equal("a\n\tb\\u000d\\u001b", TerminalEscaper.EscapeText("a\n\tb\r\u001b"));

    [Fact]
    public void EscapeJson_AnyText_StaysTheSameDocument() =>
        Gen.String[Gen.Char['\0', '\ud7ff'], 0, 50].Select(Gen.Char['\u2000', '\u206f'], (text, odd) => $"{text}{odd}\U000e0041\n")
            .Sample(text =>
        {
            var json = JsonSerializer.Serialize(new Dictionary<string, string> { [text] = text }, Raw);
            var escaped = TerminalEscaper.EscapeJson(json);
            return IsSafe(escaped.Replace("\n", "", StringComparison.Ordinal))
                && JsonDocument.Parse(escaped).RootElement.GetProperty(text).GetString() == text;
        });

    [Fact]
    public void Escape_AnyText_IsSafe() =>
        Gen.String[Gen.Char['\0', '\uffff'], 0, 50].Sample(text => IsSafe(TerminalEscaper.Escape(text)));

    private static bool IsSafe(string text) => text.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate));
}
