using OciReconciler.Model.Nodes;

namespace OciReconciler.UnitTests.Nodes;

public class NodeRulesTests
{
    private const string Long = "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-012345678";

    [Theory]
    [InlineData("role", true)]
    [InlineData("osVersion", true)]
    [InlineData("example.org/role", true)]
    [InlineData("a", true)]
    [InlineData("a_b.c-d", true)]
    [InlineData(Long, true)]
    [InlineData(Long + "9", false)]
    [InlineData("", false)]
    [InlineData("/role", false)]
    [InlineData("example.org/", false)]
    [InlineData("a/b/c", false)]
    [InlineData("-role", false)]
    [InlineData("role.", false)]
    [InlineData("ro le", false)]
    [InlineData("ro=le", false)]
    [InlineData("r\u00f4le", false)]
    public void LabelName_Text_IsAsInKubernetes(string text, bool isOne) => Assert.Equal(isOne, NodeRules.LabelName(text) is null);

    [Theory]
    [InlineData("", true)]
    [InlineData("12", true)]
    [InlineData("25.05", true)]
    [InlineData(Long, true)]
    [InlineData(Long + "9", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData(".a", false)]
    [InlineData("a/b", false)]
    public void LabelValue_Text_IsAsInKubernetes(string text, bool isOne) => Assert.Equal(isOne, NodeRules.LabelValue(text) is null);

    [Theory]
    [InlineData("A", true)]
    [InlineData("_", true)]
    [InlineData("db_Host2", true)]
    [InlineData("", false)]
    [InlineData("2A", false)]
    [InlineData("A-B", false)]
    [InlineData("A.B", false)]
    [InlineData("\u00c4", false)]
    [InlineData("\u0661", false)]
    public void ValueName_Text_IsThatOfAVariable(string text, bool isOne) => Assert.Equal(isOne, NodeRules.ValueName(text) is null);

    [Theory]
    [InlineData("web1", true)]
    [InlineData("web1.example.org", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("../x", false)]
    [InlineData("a/b", false)]
    [InlineData("-a", false)]
    [InlineData("a\0", false)]
    public void HostName_Text_CanBeAFile(string text, bool isOne) => Assert.Equal(isOne, NodeRules.HostName(text) is null);
}
