namespace OciReconciler.UnitTests.Planning;

public sealed class ActionNamesTests
{
    [Fact]
    public void Names_OfAllActions_AreThoseThatWereEverPrinted() => Assert.Equal(
        ["None", "Create", "Replace", "Start", "Restart", "Halt", "Hold", "Remove", "Forget", "Waiting", "Blocked", "Conflict", "Pending"],
        Enum.GetValues<PlanAction>().Select(ActionNames.Of));
}
