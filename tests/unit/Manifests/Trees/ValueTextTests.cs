using CsCheck;
using OciReconciler.Model.Manifests.Trees;

namespace OciReconciler.UnitTests.Manifests.Trees;

public class ValueTextTests
{
    private static readonly Gen<string> Texts =
        Tree.Pick("$", "${", "$${", "{", "}", "A", "_9", "${A}", "\u20ac", "-").Array[0, 12].Select(string.Concat);

    [Theory]
    [InlineData("", "")]
    [InlineData("${A}", "<A>")]
    [InlineData("x${A}y${_b9}z", "x<A>y<_b9>z")]
    [InlineData("${A}${A}", "<A><A>")]
    [InlineData("$A $(A) $ {A} 5$ $", "$A $(A) $ {A} 5$ $")]
    [InlineData("$${A}", "${A}")]
    [InlineData("$$${A}", "$${A}")]
    [InlineData("$$A", "$$A")]
    [InlineData("${A}$${A}", "<A>${A}")]
    [InlineData("$${${A}", "${<A>")]
    public void Expand_Text_PutsValuesIn(string text, string expanded) =>
        Assert.Equal(expanded, ValueText.Expand(text, name => $"<{name}>"));

    [Theory]
    [InlineData("${")]
    [InlineData("${}")]
    [InlineData("${A")]
    [InlineData("${1A}")]
    [InlineData("${A-b}")]
    [InlineData("${A:-default}")]
    [InlineData("${ A }")]
    [InlineData("${\u00c4}")]
    public void References_NoName_IsNull(string text) => Assert.Equal([null], ValueText.References(text));

    [Fact]
    public void Expand_TextWithoutReferences_IsIdentity() => Texts.Where(text => !ValueText.HasReference(text))
        .Sample(text => ValueText.Expand(text, _ => "!") == text && !ValueText.References(text).Any());

    [Fact]
    public void Expand_EscapedText_IsTheText() =>
        Texts.Sample(text => ValueText.Expand(text.Replace("${", "$${", StringComparison.Ordinal), _ => "!") == text);

    [Fact]
    public void Expand_ValuesWithReferences_AreNotExpandedAgain() =>
        Texts.Sample(value => ValueText.Expand("[${A}]", _ => value) == $"[{value}]");
}
