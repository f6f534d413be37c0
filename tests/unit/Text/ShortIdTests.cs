using OciReconciler.Model.Text;

namespace OciReconciler.UnitTests.Text;

public sealed class ShortIdTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("abc", "abc")]
    [InlineData("0123456789ab", "0123456789ab")]
    [InlineData("0123456789abcdef", "0123456789ab")]
    public void Of_Id_IsItsFirstTwelveCharacters(string id, string shortened) => Assert.Equal(shortened, ShortId.Of(id));
}
